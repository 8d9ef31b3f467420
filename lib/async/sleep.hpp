// SPDX-License-Identifier: Apache-2.0
// Waiting for a point in time. `auto awake = co_await sleep_until(clock, due);` is false when stopped before it.
#pragma once

#include "async/leaf.hpp"
#include "async/scheduler.hpp"

namespace reachd::async {

class sleep_until final : public leaf, private timer {
 public:
  sleep_until(scheduler& clock, core::instant due) : leaf(clock.ready()), wheel_(&clock.wheel()), until_(due) {}
  bool await_resume() const noexcept { return !stopped(); }

 private:
  bool start() override {
    if (until_ <= wheel_->now()) return false;
    wheel_->add(*this, until_);
    return true;
  }
  void withdraw() noexcept override { timer_wheel::remove(*this); }
  void expire() noexcept override { complete(); }

  timer_wheel* wheel_;
  core::instant until_;
};

}  // namespace reachd::async
