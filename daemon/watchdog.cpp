// SPDX-License-Identifier: Apache-2.0
#include "daemon/watchdog.hpp"

namespace reachd::daemon {

void watchdog::turn_began(core::instant now, core::nanoseconds lag) {
  const auto patience = manager_->watchdog();
  if (!patience) return;
  if (!next_) next_ = now + *patience / 2;
  if (now < *next_ || lag > *patience / 4) return;
  if (manager_->feed_watchdog()) next_ = now + *patience / 2;
}

}  // namespace reachd::daemon
