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

  /// ceil(timeout / distance), and one more (lib/README.md, D-4).
  std::uint64_t most_in_flight() const {
    const core::nanoseconds distance = std::min(interval_, retry_);
    return static_cast<std::uint64_t>((timeout_ + distance - core::nanoseconds(1)) / distance + 1);
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
    if (!first_) {
      first_ = due - interval_ * static_cast<std::int64_t>(before);
      if (*first_ < added_ || *first_ > added_ + std::min<core::nanoseconds>(interval_, 5s) + settling_) {
        return "the first probe is not due within an interval";
      }
    }
    if ((due - *first_) % interval_ != 0ns) return "due off its phase";
    if ((due - *first_) / interval_ != static_cast<std::int64_t>(before)) return "due times were not counted";
    return {};
  }
  /// How many due times there were up to and at `now`; nullopt: not known.
  std::optional<std::uint64_t> due_until(core::instant now) const {
    if (!first_ || now < *first_) return std::nullopt;
    return static_cast<std::uint64_t>((now - *first_) / interval_ + 1);
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
  std::optional<core::instant> first_;
};

}  // namespace reachd::sim
