// SPDX-License-Identifier: Apache-2.0
#include "wire/packet.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace reachd::test_wire {

namespace {

constexpr std::size_t header4 = 20, header6 = 40, icmp_header = 8;
constexpr std::uint8_t protocol_icmp = 1, protocol_icmp6 = 58;

unsigned read16(byte_view data, std::size_t at) { return static_cast<unsigned>(data[at] << 8 | data[at + 1]); }

void write16(std::span<std::uint8_t> data, std::size_t at, std::size_t value) {
  data[at] = static_cast<std::uint8_t>(value >> 8);
  data[at + 1] = static_cast<std::uint8_t>(value);
}

unsigned sum(byte_view data, unsigned start = 0) {
  for (std::size_t i = 0; i < data.size(); ++i) start += i % 2 == 0 ? unsigned{data[i]} << 8 : data[i];
  while (start >> 16) start = (start & 0xffff) + (start >> 16);
  return start;
}

/// The sum over the pseudo header of ICMPv6; ICMP has none.
unsigned pseudo_sum(const ip& source, const ip& destination, std::size_t length) {
  if (source.family == 4) return 0;
  return sum(destination.octets, sum(source.octets, static_cast<unsigned>(length) + protocol_icmp6));
}

ip read_ip(byte_view data, std::size_t at, int family) {
  ip address{.family = family};
  std::copy_n(data.begin() + static_cast<std::ptrdiff_t>(at), address.size(), address.octets.begin());
  return address;
}

/// Addresses of an IP header and where ICMP starts and ends; `end` may lie beyond the bytes at hand.
struct envelope {
  ip source, destination;
  std::size_t begin = 0, end = 0;
};

std::optional<envelope> open_envelope(byte_view packet) {
  if (packet.size() >= header4 && packet[0] >> 4 == 4) {
    const std::size_t begin = (packet[0] & 0xfu) * 4;
    const bool fragment = (read16(packet, 6) & 0x3fff) != 0;
    if (begin < header4 || fragment || packet[9] != protocol_icmp) return std::nullopt;
    return envelope{read_ip(packet, 12, 4), read_ip(packet, 16, 4), begin, read16(packet, 2)};
  }
  if (packet.size() >= header6 && packet[0] >> 4 == 6 && packet[6] == protocol_icmp6)
    return envelope{read_ip(packet, 8, 6), read_ip(packet, 24, 6), header6, header6 + read16(packet, 4)};
  return std::nullopt;
}

icmp_packet read_icmp(const envelope& where, byte_view icmp) {
  return {.source = where.source,
          .destination = where.destination,
          .type = icmp[0],
          .code = icmp[1],
          .id = static_cast<std::uint16_t>(read16(icmp, 4)),
          .sequence = static_cast<std::uint16_t>(read16(icmp, 6)),
          .checksum_right = sum(icmp, pseudo_sum(where.source, where.destination, icmp.size())) == 0xffff,
          .payload = icmp.subspan(icmp_header)};
}

void write_header(bytes& packet, const icmp_packet& content) {
  constexpr std::uint8_t hop_limit = 64;
  const bool v4 = content.source.family == 4;
  const std::size_t icmp_length = packet.size() - (v4 ? header4 : header6);
  packet[0] = v4 ? 0x45 : 0x60;
  packet[v4 ? 8 : 7] = hop_limit;
  packet[v4 ? 9 : 6] = v4 ? protocol_icmp : protocol_icmp6;
  write16(packet, v4 ? 2 : 4, v4 ? packet.size() : icmp_length);
  auto* addresses = packet.data() + (v4 ? 12 : 8);
  std::copy_n(content.source.octets.begin(), content.source.size(), addresses);
  std::copy_n(content.destination.octets.begin(), content.destination.size(), addresses + content.source.size());
  if (v4) write16(packet, 10, ~sum(byte_view(packet).first(header4)) & 0xffff);
}

}  // namespace

std::string ip::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  ::inet_ntop(family == 4 ? AF_INET : AF_INET6, octets.data(), buffer.data(), buffer.size());
  return buffer.data();
}

std::optional<ip> ip::parse(std::string_view text) {
  ip address{.family = text.find(':') == std::string_view::npos ? 4 : 6};
  const int kernel_family = address.family == 4 ? AF_INET : AF_INET6;
  if (::inet_pton(kernel_family, std::string(text).c_str(), address.octets.data()) != 1) return std::nullopt;
  return address;
}

std::optional<icmp_packet> parse(byte_view packet) {
  const auto where = open_envelope(packet);
  if (!where || where->end > packet.size() || where->end < where->begin + icmp_header) return std::nullopt;
  return read_icmp(*where, packet.subspan(where->begin, where->end - where->begin));
}

std::optional<icmp_packet> quoted(const icmp_packet& error) {
  const bool is_error = error.source.family == 4 ? error.type == 3 || error.type == 11 || error.type == 12
                                                 : error.type >= 1 && error.type <= 4;
  if (!is_error) return std::nullopt;
  const auto where = open_envelope(error.payload);
  if (!where || error.payload.size() < where->begin + icmp_header) return std::nullopt;
  return read_icmp(*where, error.payload.subspan(where->begin));
}

bytes build(const icmp_packet& content) {
  const std::size_t header = content.source.family == 4 ? header4 : header6;
  bytes packet(header + icmp_header + content.payload.size());
  write_header(packet, content);
  const auto icmp = std::span(packet).subspan(header);
  icmp[0] = content.type;
  icmp[1] = content.code;
  write16(icmp, 4, content.id);
  write16(icmp, 6, content.sequence);
  std::ranges::copy(content.payload, icmp.begin() + icmp_header);
  write16(icmp, 2, ~sum(icmp, pseudo_sum(content.source, content.destination, icmp.size())) & 0xffff);
  return packet;
}

bytes reply_to(const icmp_packet& request) {
  icmp_packet reply = request;
  std::swap(reply.source, reply.destination);
  reply.type = request.source.family == 4 ? 0 : 129;
  return build(reply);
}

bytes error_about(byte_view packet, const ip& sender, std::uint8_t type, std::uint8_t code) {
  const auto where = open_envelope(packet);
  if (!where) return {};
  const std::size_t room = sender.family == 4 ? 576 - header4 - icmp_header : 1280 - header6 - icmp_header;
  return build({.source = sender,
                .destination = where->source,
                .type = type,
                .code = code,
                .payload = packet.first(std::min(packet.size(), room))});
}

bytes with_wrong_checksum(bytes packet) {
  const std::size_t header = packet[0] >> 4 == 4 ? header4 : header6;
  packet[header + 3] ^= 0x01;
  return packet;
}

std::string token_text(byte_view payload) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const auto octet : payload.first(std::min<std::size_t>(payload.size(), 16))) {
    text += digits[octet >> 4];
    text += digits[octet & 0xf];
  }
  return text;
}

}  // namespace reachd::test_wire
