// SPDX-License-Identifier: Apache-2.0
#include "sim/frame.hpp"

#include <algorithm>

namespace reachd::sim {
namespace {

constexpr std::size_t header = 8;         // of ICMP
constexpr std::size_t token_at = header;  // the first byte of the payload
constexpr std::size_t link_header = 14;

std::size_t ip_size(core::family family) { return family == core::family::v4 ? 20 : 40; }

/// RFC 1071, 16 bits at a time; every message here has an even size.
std::uint16_t checksum_of(wire::byte_span message) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < message.size(); at += 2) sum += wire::load_u16(message, at);
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum & 0xffff);
}

/// RFC 1624, equation 3: the checksum when one word of the message changes.
std::uint16_t adjusted(std::uint16_t checksum, std::uint16_t before, std::uint16_t after) {
  std::uint32_t sum = static_cast<std::uint16_t>(~checksum);
  sum += static_cast<std::uint16_t>(~before);
  sum += after;
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum & 0xffff);
}

void store_address(std::span<std::byte> out, const core::address& value) {
  const std::size_t size = value.family() == core::family::v4 ? 4 : 16;
  for (std::size_t at = 0; at < size; ++at) out[at] = static_cast<std::byte>(value.bytes()[at]);
}

/// An IP header over `payload` bytes of ICMP; the address that does not matter stays 0.
void store_ip(std::span<std::byte> out, const core::address* source, const core::address* destination,
              core::family family, std::size_t payload) {
  const std::size_t size = ip_size(family);
  std::ranges::fill(out.first(size), std::byte{0});
  if (family == core::family::v4) {
    wire::store_u8(out, 0, 0x45);
    wire::store_u16(out, 2, static_cast<std::uint16_t>(size + payload));
    wire::store_u8(out, 8, 64);
    wire::store_u8(out, 9, 1);
    if (source != nullptr) store_address(out.subspan(12), *source);
    if (destination != nullptr) store_address(out.subspan(16), *destination);
    return;
  }
  wire::store_u8(out, 0, 0x60);
  wire::store_u16(out, 4, static_cast<std::uint16_t>(payload));
  wire::store_u8(out, 6, 58);
  wire::store_u8(out, 7, 64);
  if (source != nullptr) store_address(out.subspan(8), *source);
  if (destination != nullptr) store_address(out.subspan(24), *destination);
}

void apply(std::span<std::byte> message, damage how) {
  const std::uint16_t sum = wire::load_u16(message, 2);
  if (how == damage::checksum) {
    wire::store_u16(message, 2, static_cast<std::uint16_t>(sum ^ 0x0101));
  } else if (how == damage::code) {
    wire::store_u16(message, 2, adjusted(sum, wire::load_u16(message, 0), wire::load_u16(message, 0) | 1));
    wire::store_u8(message, 1, 1);
  } else if (how == damage::token) {
    const std::uint16_t before = wire::load_u16(message, token_at);
    wire::store_u16(message, token_at, before ^ 0x0100);
    wire::store_u16(message, 2, adjusted(sum, before, before ^ 0x0100));
  }
}

}  // namespace

void make_reply(frame& out, const core::address& from, wire::byte_span request, damage how) {
  const core::family family = from.family();
  const std::size_t around = family == core::family::v4 ? ip_size(family) : 0;
  if (how == damage::shortened) request = request.first(header + 20);
  if (around > 0) store_ip(out.bytes, &from, nullptr, family, request.size());
  out.size = around + request.size();
  const std::span message = std::span(out.bytes).subspan(around, request.size());
  std::ranges::copy(request, message.begin());
  wire::store_u8(message, 0, family == core::family::v4 ? 0 : 129);
  if (how == damage::shortened) {
    wire::store_u16(message, 2, 0);
    wire::store_u16(message, 2, checksum_of(message));
    return;
  }
  const std::uint16_t sum = wire::load_u16(request, 2);
  if (around > 0) wire::store_u16(message, 2, adjusted(sum, wire::load_u16(request, 0), 0));
  apply(message, how);
}

void make_error(frame& out, const core::address& about, wire::byte_span request, std::size_t quoted, bool forged) {
  const core::family family = about.family();
  const std::size_t around = family == core::family::v4 ? ip_size(family) : 0;
  const std::size_t kept = std::min(quoted, request.size());
  const std::size_t message_size = header + ip_size(family) + kept;
  out.size = around + message_size;
  if (around > 0) store_ip(out.bytes, nullptr, nullptr, family, message_size);
  const std::span message = std::span(out.bytes).subspan(around, message_size);
  std::ranges::fill(message, std::byte{0});
  wire::store_u8(message, 0, error_type(family));
  wire::store_u8(message, 1, error_code(family));
  const std::span quote = message.subspan(header);
  store_ip(quote, nullptr, &about, family, request.size());
  std::ranges::copy(request.first(kept), quote.subspan(ip_size(family)).begin());
  if (forged && kept > token_at) quote[ip_size(family) + token_at] ^= std::byte{1};
  wire::store_u16(message, 2, checksum_of(message));
}

void make_looped(frame& out, const core::address& to, wire::byte_span request) {
  const std::size_t ip = ip_size(to.family());
  std::ranges::fill(std::span(out.bytes).first(link_header), std::byte{0});
  store_ip(std::span(out.bytes).subspan(link_header), nullptr, &to, to.family(), request.size());
  std::ranges::copy(request, out.bytes.begin() + static_cast<std::ptrdiff_t>(link_header + ip));
  out.size = link_header + ip + request.size();
}

}  // namespace reachd::sim
