// SPDX-License-Identifier: Apache-2.0
// How many targets are in which state, and the one line that says it to people. Role: the status of the service and the
// index page count with it, in pieces, so that many targets hold up no turn.
#pragma once

#include <array>
#include <string>

#include "async/task.hpp"
#include "probe/target_set.hpp"

namespace reachd::daemon {

class state_tally {
 public:
  void add(stats::state one) { ++counts_[static_cast<std::size_t>(one)]; }
  std::size_t of(stats::state one) const { return counts_[static_cast<std::size_t>(one)]; }
  std::size_t all() const;
  /// "994 targets: 990 up, 3 down, 1 unknown"; what there is none of is left out.
  std::string text() const;

 private:
  std::array<std::size_t, stats::state_count> counts_{};
};

/// Those of `counted` that are not leaving, for about `longest_piece` of a turn at most.
async::task<state_tally> count_states(async::scheduler& clock, probe::target_set& counted,
                                      core::nanoseconds longest_piece = std::chrono::microseconds(200));

}  // namespace reachd::daemon
