// SPDX-License-Identifier: Apache-2.0
// The state of a network interface, from an RTM_NEWLINK. Source: rtnetlink(7), netdevice(7), linux/if.h, RFC 2863.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "route/bytes.hpp"

namespace reachd::route {

/// IF_OPER_* of linux/if.h, in its order.
enum class operating_state : std::uint8_t { unknown, not_present, down, lower_layer_down, testing, dormant, up };

struct link_state {
  std::uint32_t interface = 0;
  std::string name{};  // empty: not told
  bool exists = false;
  bool admin_up = false;  // IFF_UP: somebody wants it up
  bool carrier = false;   // IFF_LOWER_UP: the cable is in, the tunnel's program is there
  bool running = false;   // IFF_RUNNING: as the kernel sees it, packets pass
  operating_state operating = operating_state::unknown;

  bool works() const { return exists && admin_up && carrier && running; }
};

/// nullopt: malformed.
std::optional<link_state> parse_link(byte_span payload);

}  // namespace reachd::route
