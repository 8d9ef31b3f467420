// SPDX-License-Identifier: Apache-2.0
#include "wire/icmp_message.hpp"

#include "wire/checksum.hpp"
#include "wire/ip_header.hpp"

namespace reachd::wire {

parsed<icmp_message> parse_icmp(byte_span packet, core::family family, framing around) {
  std::uint8_t ttl = 0;
  if (around == framing::ipv4_header) {
    const auto header = parse_ipv4_header(packet);
    if (!header) return std::unexpected(header.error());
    if (header->protocol != protocol_icmp) return std::unexpected(rejection::type);
    if (header->total_size > packet.size()) return std::unexpected(rejection::short_packet);
    ttl = header->ttl;
    packet = packet.first(header->total_size).subspan(header->size);
  }
  if (packet.size() < icmp_header_size) return std::unexpected(rejection::short_packet);
  if (around == framing::ipv4_header && internet_checksum(packet) != 0) return std::unexpected(rejection::checksum);
  return icmp_message{
      .family = family, .type = load_u8(packet, 0), .code = load_u8(packet, 1), .ttl = ttl, .bytes = packet};
}

}  // namespace reachd::wire
