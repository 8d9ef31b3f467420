// SPDX-License-Identifier: Apache-2.0
// ICMP packets as the far end of a wire sees them, with their IP header. Role: the tests' own truth; it shares nothing
// with lib/wire on purpose, so that a mistake there cannot hide here. Whole packets only: no fragments, no extension
// headers. Sources: RFC 791, 792, 1812 (4.3.2.3), 4443, 8200.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reachd::test_wire {

using bytes = std::vector<std::uint8_t>;
using byte_view = std::span<const std::uint8_t>;

/// An IPv4 or IPv6 address in network order; IPv4 fills the first four bytes.
struct ip {
  int family = 4;
  std::array<std::uint8_t, 16> octets{};

  auto operator<=>(const ip&) const = default;
  std::size_t size() const { return family == 4 ? 4 : 16; }
  std::string text() const;
  static std::optional<ip> parse(std::string_view text);
};

/// What one ICMP packet says. `payload` is what follows the eight bytes of header and points into the packet.
struct icmp_packet {
  ip source;
  ip destination;
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  std::uint16_t id = 0;
  std::uint16_t sequence = 0;
  bool checksum_right = false;
  byte_view payload;

  bool echo_request() const { return type == (source.family == 4 ? 8 : 128) && code == 0; }
  bool echo_reply() const { return type == (source.family == 4 ? 0 : 129); }
};

/// Nothing if the bytes are not one whole ICMP or ICMPv6 packet.
std::optional<icmp_packet> parse(byte_view packet);

/// The packet an ICMP error quotes, as far as it was quoted (its checksum cannot be judged); nothing if it is no error.
std::optional<icmp_packet> quoted(const icmp_packet& error);

/// An ICMP packet with both checksums right.
bytes build(const icmp_packet& content);

/// The true reply to an echo request.
bytes reply_to(const icmp_packet& request);

/// An ICMP error from `sender` that quotes `packet` as a router does: up to 576 bytes in all, 1280 for IPv6.
bytes error_about(byte_view packet, const ip& sender, std::uint8_t type, std::uint8_t code);

/// The same packet with an ICMP checksum that is wrong.
bytes with_wrong_checksum(bytes packet);

/// Up to 16 leading bytes of a payload in hexadecimal.
std::string token_text(byte_view payload);

}  // namespace reachd::test_wire
