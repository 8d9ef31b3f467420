// SPDX-License-Identifier: Apache-2.0
// A sleep whose end can be moved while it lasts. Role: a target's schedule; a first failed probe shortens the wait of
// the loop that is already asleep. Owner: the object the schedule belongs to; one coroutine waits on it at a time.
// Invariant: the wait ends once, at the due time set last.
#pragma once

#include "async/leaf.hpp"
#include "async/scheduler.hpp"

namespace reachd::async {

class alarm final : private timer {
 public:
  explicit alarm(scheduler& clock) : clock_(&clock) {}

  class waiter final : public leaf {
   public:
    waiter(alarm& waited, core::instant due) : leaf(waited.clock_->ready()), alarm_(&waited), until_(due) {}
    bool await_resume() const noexcept { return !stopped(); }

   private:
    friend class alarm;
    bool start() override {
      alarm_->waiter_ = this;
      alarm_->clock_->wheel().add(*alarm_, until_);
      return true;
    }
    void withdraw() noexcept override { alarm_->clear(); }

    alarm* alarm_;
    core::instant until_;
  };

  /// `auto awake = co_await alarm.wait_until(due);` is false when stopped.
  waiter wait_until(core::instant due) { return waiter(*this, due); }
  bool waiting() const { return waiter_ != nullptr; }
  /// Moves the end of a wait that lasts; without one nothing happens.
  void move(core::instant due) {
    if (waiter_ != nullptr) clock_->wheel().add(*this, due);
  }

 private:
  void clear() noexcept {
    timer_wheel::remove(*this);
    waiter_ = nullptr;
  }
  void expire() noexcept override {
    waiter* ended = waiter_;
    clear();
    ended->complete();
  }

  scheduler* clock_;
  waiter* waiter_ = nullptr;
};

}  // namespace reachd::async
