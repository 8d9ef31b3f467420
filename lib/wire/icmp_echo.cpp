// SPDX-License-Identifier: Apache-2.0
#include "wire/icmp_echo.hpp"

#include <algorithm>

#include "wire/checksum.hpp"
#include "wire/ip_header.hpp"

namespace reachd::wire {
namespace {

/// Longer than any link header Linux has (MAX_HEADER is 160 at most).
constexpr std::size_t longest_link_header = 192;
/// Some drivers pad to it before they take the stamp (IEEE 802.3, without the check sequence).
constexpr std::size_t least_ethernet_frame = 60;

/// RFC 8200 §4.5
constexpr std::uint8_t protocol_fragment_v6 = 44;
constexpr std::size_t fragment_header_size = 8;
constexpr std::uint16_t fragment_offset_mask_v6 = 0xfff8;

echo_view view_of(byte_span bytes) {
  return {.ident = load_u16(bytes, 4), .sequence = load_u16(bytes, 6), .payload = bytes.subspan(icmp_header_size)};
}

std::uint8_t version_of(core::family family) { return family == core::family::v4 ? 4 : 6; }
std::uint8_t protocol_of(core::family family) { return family == core::family::v4 ? protocol_icmp : protocol_icmpv6; }

/// The ICMP message, or as much of it as its first fragment holds; empty: something else.
byte_span message_in(byte_span payload, const ip_header& header, core::family family) {
  if (header.protocol == protocol_of(family)) return payload;
  const bool fragment = family == core::family::v6 && header.protocol == protocol_fragment_v6;
  if (!fragment || payload.size() < fragment_header_size) return {};
  const bool first = (load_u16(payload, 2) & fragment_offset_mask_v6) == 0;
  if (!first || load_u8(payload, 0) != protocol_icmpv6) return {};
  return payload.subspan(fragment_header_size);
}

}  // namespace

void store_echo_request(std::span<std::byte> packet, core::family family, std::uint16_t ident, std::uint16_t sequence) {
  store_u8(packet, 0, echo_request_type(family));
  store_u8(packet, 1, 0);
  store_u16(packet, 2, 0);
  store_u16(packet, 4, ident);
  store_u16(packet, 6, sequence);
  if (family == core::family::v4) store_u16(packet, 2, internet_checksum(packet));
}

parsed<echo_view> parse_echo_reply(const icmp_message& message) {
  if (message.type != echo_reply_type(message.family)) return std::unexpected(rejection::type);
  if (message.code != 0) return std::unexpected(rejection::code);
  return view_of(message.bytes);
}

parsed<echo_view> parse_echo_request(byte_span bytes, core::family family) {
  if (bytes.size() < icmp_header_size) return std::unexpected(rejection::short_packet);
  if (load_u8(bytes, 0) != echo_request_type(family)) return std::unexpected(rejection::type);
  return view_of(bytes);
}

parsed<echo_view> parse_looped_request(byte_span frame, core::family family) {
  const std::size_t last = std::min(frame.size(), longest_link_header);
  for (std::size_t at = 0; at < last; ++at) {
    if (load_u8(frame, at) >> 4 != version_of(family)) continue;  // most offsets, at a tenth of the cost of parsing
    const byte_span packet = frame.subspan(at);
    const auto header = parse_ip_header(packet, family);
    if (!header || header->total_size > packet.size() || !header->first_fragment) continue;
    if (header->total_size < packet.size() && frame.size() != least_ethernet_frame) continue;
    const byte_span message = message_in(packet.first(header->total_size).subspan(header->size), *header, family);
    const auto request = parse_echo_request(message, family);
    if (request) return request;
  }
  return std::unexpected(rejection::type);
}

}  // namespace reachd::wire
