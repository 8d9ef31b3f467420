// SPDX-License-Identifier: Apache-2.0
// An ICMP message as it arrives, before anyone asks which. Role: takes off what the socket leaves around it and checks
// what the kernel has not. Owner: borrows the packet's bytes. Source: RFC 792, RFC 4443, raw(7), icmp(7).
#pragma once

#include <cstdint>

#include "core/address.hpp"
#include "wire/bytes.hpp"
#include "wire/rejection.hpp"

namespace reachd::wire {

/// What a socket puts before the ICMP header.
enum class framing : std::uint8_t {
  ipv4_header,  // raw v4 socket: the IP header is there and nobody has verified the ICMP checksum
  none,         // raw v6 and ping sockets: the kernel has verified it
};

inline constexpr std::size_t icmp_header_size = 8;

struct icmp_message {
  core::family family = core::family::v4;
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  std::uint8_t ttl = 0;  // of the IP header before it; 0: there was none
  byte_span bytes;       // from the ICMP header on, at least icmp_header_size

  byte_span body() const { return bytes.subspan(icmp_header_size); }
};

/// `family` with `framing::ipv4_header` must be v4. Rejects short_packet, header, type (not ICMP), checksum.
parsed<icmp_message> parse_icmp(byte_span packet, core::family family, framing around);

}  // namespace reachd::wire
