// SPDX-License-Identifier: Apache-2.0
#include "state/head.hpp"

#include <algorithm>

namespace reachd::state {

core::nanoseconds gap_between(const moment& then, const moment& now) {
  constexpr core::nanoseconds longest = std::chrono::hours(24) * 365 * 30;
  const bool same_boot = then.boot != 0 && then.boot == now.boot;
  const core::nanoseconds gap = same_boot ? now.since_boot - then.since_boot : now.wall - then.wall;
  return std::clamp(gap, core::nanoseconds(0), longest);
}

}  // namespace reachd::state
