// SPDX-License-Identifier: Apache-2.0
// Echo request and echo reply. Role: builds what is sent and reads what comes back; `ident` and `sequence` are routing
// aids of 16 bits, the identity of a probe is in the payload. Owner: views borrow the packet's bytes.
// Source: RFC 792 "Echo or Echo Reply Message", RFC 4443 §4.
#pragma once

#include <cstdint>

#include "wire/icmp_message.hpp"

namespace reachd::wire {

inline constexpr std::uint8_t echo_reply_v4 = 0;
inline constexpr std::uint8_t echo_request_v4 = 8;
inline constexpr std::uint8_t echo_request_v6 = 128;
inline constexpr std::uint8_t echo_reply_v6 = 129;

constexpr std::uint8_t echo_request_type(core::family family) {
  return family == core::family::v4 ? echo_request_v4 : echo_request_v6;
}
constexpr std::uint8_t echo_reply_type(core::family family) {
  return family == core::family::v4 ? echo_reply_v4 : echo_reply_v6;
}

struct echo_view {
  std::uint16_t ident = 0;
  std::uint16_t sequence = 0;
  byte_span payload;
};

/// Writes the header before a payload that is already in `packet` from icmp_header_size on. The checksum covers v4;
/// for v6 it is 0, because the kernel fills it in (it needs the source address).
void store_echo_request(std::span<std::byte> packet, core::family family, std::uint16_t ident, std::uint16_t sequence);

/// Rejects type (not an echo reply of its family), code (not 0).
parsed<echo_view> parse_echo_reply(const icmp_message& message);

/// The echo request whose ICMP header `bytes` start with. Rejects short_packet, type.
parsed<echo_view> parse_echo_request(byte_span bytes, core::family family);

/// Our echo request in the packet that a send stamp comes with, or as much of it as its first fragment holds. A link
/// header may come first: the IP header is where its total length reaches exactly to the end (of a frame of the least
/// size: to its padding). Rejects type when there is none.
parsed<echo_view> parse_looped_request(byte_span frame, core::family family);

}  // namespace reachd::wire
