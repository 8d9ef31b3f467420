// SPDX-License-Identifier: Apache-2.0
// The parts of an IP header that say what follows it. Role: around what arrives, inside what an ICMP error quotes, and
// in the looped packet of a send stamp. Source: RFC 791 §3.1, RFC 8200 §3.
#pragma once

#include <cstdint>

#include "core/address.hpp"
#include "wire/bytes.hpp"
#include "wire/rejection.hpp"

namespace reachd::wire {

inline constexpr std::uint8_t protocol_icmp = 1;
inline constexpr std::uint8_t protocol_icmpv6 = 58;

struct ip_header {
  std::size_t size = 0;        // with options; where the payload starts; not beyond the bytes
  std::size_t total_size = 0;  // as the header says, not less than `size`; may lie beyond the bytes
  std::uint8_t protocol = 0;
  std::uint8_t ttl = 0;        // hop limit
  bool first_fragment = true;  // v4: the payload's beginning is there
  core::address destination;
};

/// Rejects short_packet (less than the header), header (version, header length, total length).
parsed<ip_header> parse_ipv4_header(byte_span bytes);
/// Extension headers are not followed: `protocol` is the first next header.
parsed<ip_header> parse_ipv6_header(byte_span bytes);

inline parsed<ip_header> parse_ip_header(byte_span bytes, core::family family) {
  return family == core::family::v4 ? parse_ipv4_header(bytes) : parse_ipv6_header(bytes);
}

}  // namespace reachd::wire
