// SPDX-License-Identifier: Apache-2.0
// Lets the loop take a turn. Role: long work on the loop thread is cut into pieces with it. `co_await
// next_turn(clock);`
#pragma once

#include "async/leaf.hpp"
#include "async/scheduler.hpp"

namespace reachd::async {

class next_turn final : public leaf, private timer {
 public:
  explicit next_turn(scheduler& clock) : leaf(clock.ready()), wheel_(&clock.wheel()) {}
  void await_resume() const noexcept {}

 private:
  bool start() override {
    wheel_->add(*this, wheel_->now());
    return true;
  }
  void withdraw() noexcept override { timer_wheel::remove(*this); }
  void expire() noexcept override { complete(); }

  timer_wheel* wheel_;
};

}  // namespace reachd::async
