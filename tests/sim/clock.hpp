// SPDX-License-Identifier: Apache-2.0
// Time that is a number. Role: both time scales of a run, the steps of the wall clock, and when the process or the
// whole machine does not run. Owner: the simulation. Invariant: never goes back; never stands inside a stall while the
// process works.
#pragma once

#include <algorithm>
#include <optional>

#include "sim/scenario.hpp"

namespace reachd::sim {

class clock {
 public:
  explicit clock(const scenario& script) : script_(&script), origin_(origin_of(script.origin)), now_(origin_) {}

  core::instant now() const { return now_; }
  core::instant origin() const { return origin_; }
  core::nanoseconds elapsed() const { return now_ - origin_; }

  /// The process goes on at `wanted`, or when the stall that holds then has ended.
  void run_at(core::instant wanted) {
    now_ = std::max(now_, wanted);
    for (bool stalled = true; stalled;) {
      stalled = false;
      for (const window& stall : script_->stalls) {
        const core::nanoseconds left = stall.left_at(elapsed());
        now_ += left;
        if (left > core::nanoseconds::zero()) stalled_until_ = now_, stalled = true;
      }
    }
  }
  /// The process works for a while, during which it may be stopped.
  void spend(core::nanoseconds work) { run_at(now_ + work); }
  /// The end of the last stall.
  core::instant stalled_until() const { return stalled_until_; }

  core::wall_time wall_at(core::instant at) const {
    core::nanoseconds stepped{};
    for (const wall_step& step : script_->wall_steps) {
      if (origin_ + step.at <= at) stepped += step.by;
    }
    for (const suspension& sleep : script_->suspends) {
      if (origin_ + sleep.at <= at) stepped += sleep.lasts;
    }
    return wall_epoch + (at - origin_) + stepped;
  }
  core::wall_time wall_now() const { return wall_at(now_); }
  /// The wall clock was stepped, or went on while the machine slept, after `from` and not after `to`.
  bool stepped_between(core::instant from, core::instant to) const {
    const auto within = [&](core::nanoseconds at) { return from < origin_ + at && origin_ + at <= to; };
    return std::ranges::any_of(script_->wall_steps, within, &wall_step::at) ||
           std::ranges::any_of(script_->suspends, within, &suspension::at);
  }
  /// How often the machine has slept until now.
  std::size_t sleeps() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        script_->suspends, [this](const suspension& sleep) { return origin_ + sleep.at <= now_; }));
  }
  /// When a packet is here that takes until `at` if nobody sleeps; nullopt: it came while the machine slept.
  std::optional<core::instant> arrival(core::instant left, core::instant at) const {
    for (const suspension& sleep : script_->suspends) {
      const core::instant begins = origin_ + sleep.at;
      if (begins <= left || at < begins) continue;
      if (at < begins + sleep.lasts) return std::nullopt;
      at -= sleep.lasts;
    }
    return at;
  }

 private:
  static constexpr core::wall_time wall_epoch{std::chrono::hours(500'000)};  // of the year 2027

  static core::instant origin_of(clock_origin named) {
    switch (named) {
      case clock_origin::hour:
        return core::instant(std::chrono::hours(1));
      case clock_origin::zero:
        return core::instant();
      case clock_origin::far:
        return core::never - std::chrono::hours(48);
    }
    return {};
  }

  const scenario* script_;
  core::instant origin_;
  core::instant now_;
  core::instant stalled_until_{};
};

}  // namespace reachd::sim
