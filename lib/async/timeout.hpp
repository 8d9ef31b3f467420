// SPDX-License-Identifier: Apache-2.0
// Work with a deadline. Role: `auto timed = co_await with_deadline(clock, due, std::move(work));` stops the work when
// the deadline passes and still waits for its end, so nothing is left behind. Invariant: the work's own value is always
// handed over, for only it says whether the stop came before what it waited for.
// A deadline that has passed is acted on one turn later, when the loop has looked at its descriptors once more: after
// a stall, what had arrived in time is seen first and is not taken for silence.
#pragma once

#include <utility>

#include "async/scheduler.hpp"
#include "async/task.hpp"

namespace reachd::async {

/// A stop that comes from a parent or at a deadline.
class deadline_stop final : private timer {
 public:
  deadline_stop(timer_wheel& wheel, core::instant due, stop_token parent) : wheel_(&wheel), stop_(parent) {
    wheel.add(*this, due);
  }
  stop_token token() { return stop_.token(); }
  bool passed() const { return passed_; }

 private:
  void expire() noexcept override {
    if (!looked_again_) {
      looked_again_ = true;
      wheel_->add(*this, wheel_->now());
      return;
    }
    passed_ = true;
    stop_.request_stop();
  }

  timer_wheel* wheel_;
  stop_source stop_;
  bool looked_again_ = false;
  bool passed_ = false;
};

/// What the work returned, and whether it was asked to stop at its deadline.
template <typename T>
struct timed {
  T value;
  bool deadline_passed = false;
};

template <typename T>
task<timed<T>> with_deadline(scheduler& clock, core::instant due, task<T> work) {
  const stop_token parent = co_await current_stop_token();
  deadline_stop limit(clock.wheel(), due, parent);
  work.use_stop(limit.token());
  T value = co_await std::move(work);
  co_return timed<T>{std::move(value), limit.passed()};
}

}  // namespace reachd::async
