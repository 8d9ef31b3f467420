// SPDX-License-Identifier: Apache-2.0
// When a target's probes are due. Role: due times are absolute, phase + k * interval on the monotonic scale, so nothing
// drifts; the phase is a hash of the name, so targets spread evenly and keep their place when others come and go.
// Owner: a target. Pure: no clock. Invariant: every due time is either begun or skipped and counted; the times missed
// in a stall are skipped, never caught up in a burst.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/time.hpp"

namespace reachd::probe {

class schedule {
 public:
  /// `interval` and `retry` are positive.
  schedule(std::string_view name, core::nanoseconds interval, core::nanoseconds retry);

  core::nanoseconds interval() const { return interval_; }
  core::nanoseconds retry() const { return retry_; }
  /// The shortest distance between two due times.
  core::nanoseconds shortest() const { return retry_ < interval_ ? retry_ : interval_; }

  /// The first due time of a target added at `now`: within the interval and 5 s.
  core::instant first(core::instant now) const;

  struct step {
    core::instant due;       // after `now`
    std::uint64_t missed{};  // due times between the last one and `now`, to be counted as skipped
  };
  /// What follows `due`. `undecided`: a streak is, so the retry interval holds.
  step after(core::instant due, core::instant now, bool undecided) const;

  /// When to probe again after the first failure, of a probe that was due at `due`, known at `now`: after the retry
  /// interval or at once. Known much later than that, as after a stall, it keeps its distance in retry intervals, so
  /// that not all targets probe in one moment. `never` when the retry interval is no shorter than the interval.
  core::instant retry_after(core::instant due, core::instant now) const;

  /// A probe due at `due` is not begun any more at `now`: late by a quarter of the interval, and by 20 ms or a whole
  /// interval at least. Beginning it would put many targets' probes into one moment.
  bool too_late(core::instant due, core::instant now) const;

 private:
  core::instant on_phase_after(core::instant at) const;

  core::nanoseconds interval_;
  core::nanoseconds retry_;
  core::nanoseconds phase_;
};

}  // namespace reachd::probe
