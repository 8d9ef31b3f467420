// SPDX-License-Identifier: Apache-2.0
// A stop that comes some time after that of its parent. Role: work that should still be finished when all else stops,
// such as a write, but not hold up the end for ever. Owner: a coroutine frame; the scheduler outlives it.
#pragma once

#include "async/scheduler.hpp"
#include "async/stop_token.hpp"

namespace reachd::async {

class late_stop final : private stop_callback, private timer {
 public:
  late_stop(scheduler& clock, core::nanoseconds after, stop_token parent) : clock_(&clock), after_(after) {
    if (parent.stop_requested()) {
      on_stop();
    } else {
      parent.attach(*this);
    }
  }
  stop_token token() { return stop_.token(); }
  bool stop_requested() const { return stop_.stop_requested(); }

 private:
  void on_stop() noexcept override { clock_->wheel().add(*this, clock_->now() + after_); }
  void expire() noexcept override { stop_.request_stop(); }

  scheduler* clock_;
  core::nanoseconds after_;
  stop_source stop_;
};

}  // namespace reachd::async
