// SPDX-License-Identifier: Apache-2.0
#include "route/way.hpp"

#include <linux/rtnetlink.h>

#include <algorithm>
#include <cerrno>

namespace reachd::route {
namespace {

way_kind kind_by(const route_entry& entry) {
  switch (entry.type) {
    case RTN_LOCAL:
      return way_kind::local;
    case RTN_BROADCAST:
    case RTN_ANYCAST:
    case RTN_MULTICAST:
      return way_kind::on_link;
    default:
      break;
  }
  if (entry.prefix_length == 0) {
    return entry.table == RT_TABLE_MAIN ? way_kind::by_default_route : way_kind::by_other_route;
  }
  const bool by_gateway =
      std::any_of(entry.hops.begin(), entry.hops.end(), [](const next_hop& hop) { return hop.gateway.has_value(); });
  return by_gateway ? way_kind::by_other_route : way_kind::on_link;
}

int refusal_of(const route_entry& entry) {
  switch (entry.type) {
    case RTN_UNREACHABLE:
      return EHOSTUNREACH;
    case RTN_PROHIBIT:
      return EACCES;
    case RTN_BLACKHOLE:
      return EINVAL;
    default:
      return 0;
  }
}

}  // namespace

way way_by(const route_entry& entry) {
  if (const int refusal = refusal_of(entry); refusal != 0) {
    return {.kind = way_kind::none, .errno_value = refusal};
  }
  return {.kind = kind_by(entry), .errno_value = 0, .hops = entry.hops};
}

bool depends_on(const way& taken, const default_way& uplink) {
  if (taken.kind == way_kind::by_default_route) return true;
  if (taken.kind != way_kind::by_other_route) return false;
  return std::any_of(taken.hops.begin(), taken.hops.end(), [&](const next_hop& used) {
    return std::any_of(uplink.hops.begin(), uplink.hops.end(), [&](const hop& ours) {
      return ours.gateway && ours.gateway == used.gateway && ours.interface == used.interface;
    });
  });
}

}  // namespace reachd::route
