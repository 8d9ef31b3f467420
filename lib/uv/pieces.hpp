// SPDX-License-Identifier: Apache-2.0
// Long work on the loop thread, cut into pieces. Role: before each step `co_await work.step();` goes on at once while
// the piece of this turn lasts, and in the next turn when it is over. Owner: the coroutine that does the work.
// Invariant: a stop does not end the work: it is done to its end then without a pause.
#pragma once

#include "async/leaf.hpp"
#include "uv/loop.hpp"

namespace reachd::uv {

class pieces {
 public:
  /// A piece lasts about `longest`; the clock is read at every `steps_between_looks`-th step.
  pieces(async::scheduler& clock, core::nanoseconds longest, std::size_t steps_between_looks)
      : clock_(&clock), longest_(longest), steps_between_looks_(steps_between_looks), began_(monotonic_now()) {}

  class pause final : public async::leaf, private async::timer {
   public:
    explicit pause(pieces& of) : leaf(of.clock_->ready()), of_(&of) {}
    void await_resume() const noexcept {
      if (over_) of_->began_ = monotonic_now();
    }

   private:
    bool start() override {
      over_ = of_->is_over();
      if (over_) of_->clock_->wheel().add(*this, of_->clock_->now());
      return over_;
    }
    void withdraw() noexcept override { async::timer_wheel::remove(*this); }
    void expire() noexcept override { complete(); }

    pieces* of_;
    bool over_ = false;
  };
  pause step() { return pause(*this); }

 private:
  bool is_over() { return ++steps_ % steps_between_looks_ == 0 && monotonic_now() - began_ >= longest_; }

  async::scheduler* clock_;
  core::nanoseconds longest_;
  std::size_t steps_between_looks_;
  std::size_t steps_ = 0;
  core::instant began_;
};

}  // namespace reachd::uv
