// SPDX-License-Identifier: Apache-2.0
// When the probes of a target may begin. Role: the second opinion on probe::schedule and probe::watch: due times stand
// on a phase, each is begun or skipped, and none is begun late enough to make a burst. Owner: the checker, one per
// target; it holds the plain case, where the retry interval is the interval.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "probe/target.hpp"

namespace reachd::sim {

class schedule_oracle {
 public:
  schedule_oracle(const probe::target_plan& plan, core::instant added)
      : interval_(plan.interval), timeout_(plan.timeout), retry_(plan.retry), added_(added) {}

  /// ceil(timeout / distance), and one more (lib/README.md, D-4); after a change what was in flight then comes on top.
  std::uint64_t most_in_flight() const {
    const core::nanoseconds distance = std::min(interval_, retry_);
    return static_cast<std::uint64_t>((timeout_ + distance - core::nanoseconds(1)) / distance + 1) +
           in_flight_at_change_;
  }

  /// After `before` due times that were begun or skipped. The next one stays due when it was, or is moved into the new
  /// interval; those after it have a phase of their own.
  void changes(const probe::target_plan& plan, core::instant now, std::uint64_t before, std::uint64_t in_flight) {
    interval_ = plan.interval;
    timeout_ = plan.timeout;
    retry_ = plan.retry;
    in_flight_at_change_ = in_flight;
    first_.reset();
    changed_ = now;
    before_change_ = before;
  }

  /// A probe that was due at `due` begins at `now`, after `before` due times that were begun or skipped. Empty: right.
  std::string begins(core::instant due, core::instant now, std::uint64_t before) {
    using namespace std::chrono_literals;
    const core::nanoseconds late = now - due;
    const core::nanoseconds allowed = std::min(interval_, std::max<core::nanoseconds>(interval_ / 4, 20ms));
    if (late < 0ns) return "begun before it was due";
    if (late >= allowed) return "begun too late, and not skipped";
    if (due <= last_due_) return "begun twice for one due time";
    last_due_ = due;
    if (!plain()) return {};
    if (changed_ && !first_) {
      if (before == before_change_) {
        return due > *changed_ + interval_ ? "the first probe after a change is not due within its interval" : "";
      }
      first_ = due;
      before_first_ = before;
    }
    if (!first_) {
      first_ = due - interval_ * static_cast<std::int64_t>(before);
      if (*first_ < added_ || *first_ > added_ + std::min<core::nanoseconds>(interval_, 5s) + settling_) {
        return "the first probe is not due within an interval";
      }
    }
    if ((due - *first_) % interval_ != 0ns) return "due off its phase";
    if ((due - *first_) / interval_ != static_cast<std::int64_t>(before - before_first_))
      return "due times were not counted";
    return {};
  }
  /// How many due times there were up to and at `now`; nullopt: not known.
  std::optional<std::uint64_t> due_until(core::instant now) const {
    if (!first_ || now < *first_) return std::nullopt;
    return before_first_ + static_cast<std::uint64_t>((now - *first_) / interval_ + 1);
  }
  /// The watch of a name begins with its first address.
  void starts_at(core::instant now) { added_ = now; }

 private:
  bool plain() const { return retry_ >= interval_ && interval_ <= std::chrono::seconds(5); }

  /// A task that was added or woken may run a turn later.
  static constexpr core::nanoseconds settling_ = std::chrono::milliseconds(10);

  core::nanoseconds interval_;
  core::nanoseconds timeout_;
  core::nanoseconds retry_;
  core::instant added_;
  core::instant last_due_ = core::instant(core::nanoseconds(-1));
  std::optional<core::instant> first_;  // on the phase; after a change the second one since
  std::uint64_t before_first_ = 0;
  std::optional<core::instant> changed_;
  std::uint64_t before_change_ = 0;
  std::uint64_t in_flight_at_change_ = 0;
};

}  // namespace reachd::sim
