// SPDX-License-Identifier: Apache-2.0
// An ICMP error and the echo request it quotes. Role: who says that which probe cannot arrive. Everything quoted comes
// from the network and is checked before it is read. Owner: views borrow the packet's bytes.
// Source: RFC 792, RFC 4443 §3. Source quench and redirect are no errors: RFC 6633 has the first ignored, and the
// second tells of a packet that was forwarded.
#pragma once

#include <cstdint>

#include "core/address.hpp"
#include "wire/icmp_echo.hpp"
#include "wire/icmp_message.hpp"

namespace reachd::wire {

/// v4: 3 destination unreachable, 11 time exceeded, 12 parameter problem. v6: 1, 2 packet too big, 3, 4.
constexpr bool is_icmp_error(core::family family, std::uint8_t type) {
  return family == core::family::v4 ? type == 3 || type == 11 || type == 12 : type >= 1 && type <= 4;
}

struct icmp_error_view {
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  core::address destination;  // where the quoted request was going
  echo_view quoted;           // its payload as far as it was quoted, possibly empty
};

/// Rejects type (not an error, or it quotes no echo request), short_packet (less than 8 quoted ICMP bytes), header.
parsed<icmp_error_view> parse_icmp_error(const icmp_message& message);

}  // namespace reachd::wire
