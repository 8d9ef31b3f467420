// SPDX-License-Identifier: Apache-2.0
// How many targets are in which state, and the one line that says it to people.
#pragma once

#include <array>
#include <string>

#include "stats/state_machine.hpp"

namespace reachd::daemon {

class state_tally {
 public:
  void add(stats::state one) { ++counts_[static_cast<std::size_t>(one)]; }
  /// "994 targets: 990 up, 3 down, 1 unknown"; what there is none of is left out.
  std::string text() const;

 private:
  std::array<std::size_t, stats::state_count> counts_{};
};

}  // namespace reachd::daemon
