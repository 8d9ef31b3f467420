// SPDX-License-Identifier: Apache-2.0
// A loop without a clock, for tests: time is a number that the test advances, turns run until nothing is due.
#pragma once

#include "async/scheduler.hpp"

namespace reachd::test {

class virtual_loop {
 public:
  explicit virtual_loop(core::instant start = core::instant(std::chrono::hours(1))) : clock_(start) {}

  async::scheduler& clock() { return clock_; }
  core::instant now() const { return clock_.now(); }

  /// Runs turns at the present time until none is due.
  void settle() {
    do clock_.turn(clock_.now());
    while (clock_.next_turn() <= clock_.now());
  }
  /// Runs every turn that is due up to `end`, each at its own time, and leaves the time at `end`.
  void run_until(core::instant end) {
    settle();
    for (core::instant next = clock_.next_turn(); next <= end; next = clock_.next_turn()) {
      clock_.turn(next);
      settle();
    }
    clock_.turn(end);
    settle();
  }
  void run_for(core::nanoseconds span) { run_until(now() + span); }

 private:
  async::scheduler clock_;
};

}  // namespace reachd::test
