// SPDX-License-Identifier: Apache-2.0
#include "route/gateways.hpp"

namespace reachd::route {

std::vector<core::address> gateways(const table& from) {
  std::vector<core::address> out;
  for (const core::family family : {core::family::v4, core::family::v6}) {
    const default_way* way = from.default_of(family);
    if (way == nullptr) continue;
    for (const hop& one : way->hops) {
      if (one.gateway) out.push_back(*one.gateway);
    }
  }
  return out;
}

}  // namespace reachd::route
