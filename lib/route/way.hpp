// SPDX-License-Identifier: Apache-2.0
// Which way a packet to one address takes. Role: tells whom an outage of the uplink can touch at all. The answer is the
// kernel's, with all its rules and tables.
#pragma once

#include <cstdint>
#include <vector>

#include "route/default_way.hpp"

namespace reachd::route {

enum class way_kind : std::uint8_t {
  local,             // an address of this machine
  on_link,           // a neighbour: no gateway on the way
  by_default_route,  // of the main table
  by_other_route,    // by a route to its network, or a default route of another table (a VPN's, say)
  none,              // the kernel would refuse to send
};

struct way {
  way_kind kind = way_kind::none;
  int errno_value = 0;  // with `none`: ENETUNREACH, EHOSTUNREACH (unreachable), EACCES (prohibit), EINVAL (blackhole)
  std::vector<next_hop> hops{};  // without `none`
};

/// From the entry of the routing table that the kernel answered.
way way_by(const route_entry& entry);

/// Whether an outage of `uplink` can be why an address is not reached: it goes by the default route, or by a narrower
/// one through the same gateway.
bool depends_on(const way& taken, const default_way& uplink);

}  // namespace reachd::route
