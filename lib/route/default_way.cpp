// SPDX-License-Identifier: Apache-2.0
#include "route/default_way.hpp"

#include <linux/rtnetlink.h>

#include <algorithm>

namespace reachd::route {

bool default_way::gateways_failed() const {
  return std::all_of(hops.begin(), hops.end(), [](const hop& one) {
    return one.gateway.has_value() && one.neighbour.state == neighbour_state::failed;
  });
}

std::optional<default_way> default_way_of(const route_entry& entry) {
  const bool everyones = entry.prefix_length == 0 && !entry.selective;
  if (!everyones || entry.table != RT_TABLE_MAIN || entry.type != RTN_UNICAST || entry.hops.empty())
    return std::nullopt;
  default_way out{.family = entry.family, .metric = entry.metric, .preference = entry.preference};
  for (const next_hop& one : entry.hops) {
    out.hops.push_back({.gateway = one.gateway, .interface = one.interface, .dead = one.dead});
  }
  return out;
}

}  // namespace reachd::route
