// SPDX-License-Identifier: Apache-2.0
#include "wire/forgery.hpp"

#include <algorithm>
#include <array>

namespace reachd::test_wire {

namespace {

struct row {
  forgery kind;
  std::string_view name, reason;
};

constexpr std::array rows{
    row{forgery::no_token, "no_token", "token"},
    row{forgery::wrong_token, "wrong_token", "token"},
    row{forgery::source, "source", "source"},
    row{forgery::checksum, "checksum", "checksum"},
    row{forgery::code, "code", "code"},
    row{forgery::cut, "cut", "short"},
    row{forgery::replay, "replay", "stale"},
    row{forgery::error_token, "error_token", "icmp_error"},
    row{forgery::error_destination, "error_destination", "icmp_error"},
    row{forgery::error_sequence, "error_sequence", "icmp_error"},
    row{forgery::error_cut, "error_cut", "icmp_error"},
    row{forgery::error_options, "error_options", "icmp_error"},
};

constexpr auto kinds = [] {
  std::array<forgery, rows.size()> all{};
  std::ranges::transform(rows, all.begin(), &row::kind);
  return all;
}();

const row& row_of(forgery kind) { return rows[static_cast<std::size_t>(kind)]; }

ip neighbour(ip host) {
  host.octets[host.size() - 1] ^= 0x01;
  return host;
}

/// The payload with one bit of its first eight bytes, which are reachd's token, wrong.
bytes with_wrong_token(byte_view payload, std::uint64_t number) {
  constexpr std::size_t token = 8;
  bytes wrong(payload.begin(), payload.end());
  if (!wrong.empty()) wrong[number % std::min(token, wrong.size())] ^= static_cast<std::uint8_t>(1u << number / 8 % 8);
  return wrong;
}

bytes unreachable(const icmp_packet& request, byte_view quoted) {
  const bool v4 = request.source.family == 4;
  return error_about(quoted, request.destination, v4 ? 3 : 1, v4 ? 1 : 3);
}

/// Forty bytes of options that do nothing (RFC 791) between the IPv4 header and what follows.
bytes with_options(bytes packet) {
  constexpr std::size_t header = 20, options = 40;
  constexpr std::uint8_t version_and_length = 0x4f, nothing = 1;
  packet.insert(packet.begin() + header, options, nothing);
  packet[0] = version_and_length;
  packet[2] = static_cast<std::uint8_t>(packet.size() >> 8);
  packet[3] = static_cast<std::uint8_t>(packet.size());
  return packet;
}

bytes forged_reply(forgery kind, icmp_packet request, std::uint64_t number) {
  bytes payload;
  if (kind == forgery::source) request.destination = neighbour(request.destination);
  if (kind == forgery::code) request.code = static_cast<std::uint8_t>(1 + number % 255);
  if (kind == forgery::cut) request.payload = request.payload.first(number % request.payload.size());
  if (kind == forgery::no_token) request.payload = payload = bytes(request.payload.size());
  if (kind == forgery::wrong_token) request.payload = payload = with_wrong_token(request.payload, number);
  bytes reply = reply_to(request);
  return kind == forgery::checksum ? with_wrong_checksum(std::move(reply)) : reply;
}

bytes forged_error(forgery kind, const icmp_packet& request, byte_view packet, std::uint64_t number) {
  const std::size_t header = packet.size() - request.payload.size() - 8;
  icmp_packet told = request;
  const bytes payload = with_wrong_token(request.payload, number);
  if (kind == forgery::error_cut) return unreachable(request, packet.first(header + 6));
  if (kind == forgery::error_destination) told.destination = neighbour(told.destination);
  if (kind == forgery::error_sequence) told.sequence ^= 0x8000;
  if (kind == forgery::error_token || kind == forgery::error_options) told.payload = payload;
  const bytes quoted = build(told);
  if (kind == forgery::error_sequence) return unreachable(request, byte_view(quoted).first(header + 8));
  return unreachable(request, kind == forgery::error_options ? with_options(quoted) : quoted);
}

}  // namespace

std::span<const forgery> forgeries(int family) {
  return std::span(kinds).first(family == 4 ? kinds.size() : kinds.size() - 1);
}

std::string_view name(forgery kind) { return row_of(kind).name; }
std::string_view reason(forgery kind) { return row_of(kind).reason; }

bytes forge(forgery kind, byte_view request, byte_view old_reply, std::uint64_t number) {
  if (kind == forgery::replay) return bytes(old_reply.begin(), old_reply.end());
  const auto asked = parse(request);
  if (!asked || asked->payload.empty()) return {};
  return kind < forgery::replay ? forged_reply(kind, *asked, number) : forged_error(kind, *asked, request, number);
}

}  // namespace reachd::test_wire
