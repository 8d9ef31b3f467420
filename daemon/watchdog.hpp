// SPDX-License-Identifier: Apache-2.0
// When the service manager's watchdog is fed. Role: shows that the loop turns and keeps its times; a timer alone would
// show neither. Owner: the supervision. Invariant: fed only when a turn begins, which means that the one before it is
// complete, and only when that turn is not late by more than a quarter of the manager's patience.
#pragma once

#include <optional>

#include "daemon/service_manager.hpp"

namespace reachd::daemon {

class watchdog {
 public:
  explicit watchdog(const service_manager& fed) : manager_(&fed) {}

  /// A turn begins at `now`, `lag` after it was due.
  void turn_began(core::instant now, core::nanoseconds lag);

 private:
  const service_manager* manager_;
  std::optional<core::instant> next_;  // none before the first turn, which has none before it
};

}  // namespace reachd::daemon
