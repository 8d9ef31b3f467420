// SPDX-License-Identifier: Apache-2.0
#include "wire/ip_header.hpp"

#include <cstring>

namespace reachd::wire {
namespace {

constexpr std::size_t ipv4_least_size = 20;
constexpr std::size_t ipv6_size = 40;
constexpr std::uint16_t fragment_offset_mask = 0x1fff;

}  // namespace

parsed<ip_header> parse_ipv4_header(byte_span bytes) {
  if (bytes.size() < ipv4_least_size) return std::unexpected(rejection::short_packet);
  ip_header header;
  header.size = std::size_t{4} * (load_u8(bytes, 0) & 0x0f);
  header.total_size = load_u16(bytes, 2);
  if (load_u8(bytes, 0) >> 4 != 4 || header.size < ipv4_least_size || header.total_size < header.size) {
    return std::unexpected(rejection::header);
  }
  if (bytes.size() < header.size) return std::unexpected(rejection::short_packet);
  header.first_fragment = (load_u16(bytes, 6) & fragment_offset_mask) == 0;
  header.ttl = load_u8(bytes, 8);
  header.protocol = load_u8(bytes, 9);
  in_addr destination{};
  std::memcpy(&destination, bytes.data() + 16, sizeof destination);
  header.destination = core::address(destination);
  return header;
}

parsed<ip_header> parse_ipv6_header(byte_span bytes) {
  if (bytes.size() < ipv6_size) return std::unexpected(rejection::short_packet);
  if (load_u8(bytes, 0) >> 4 != 6) return std::unexpected(rejection::header);
  ip_header header;
  header.size = ipv6_size;
  header.total_size = ipv6_size + load_u16(bytes, 4);
  header.protocol = load_u8(bytes, 6);
  header.ttl = load_u8(bytes, 7);
  in6_addr destination{};
  std::memcpy(&destination, bytes.data() + 24, sizeof destination);
  header.destination = core::address(destination);
  return header;
}

}  // namespace reachd::wire
