// SPDX-License-Identifier: Apache-2.0
// Time as values. Role: the two time scales of the program, without a way to read either of them: a clock is read
// only where the loop begins a turn and where a packet is stamped, so everything else runs the same in virtual time.
// Invariant: an `instant` and a `wall_time` never mix; the compiler refuses it.
#pragma once

#include <chrono>
#include <cstdint>

namespace reachd::core {

using nanoseconds = std::chrono::nanoseconds;

/// CLOCK_MONOTONIC: schedules, deadlines, elapsed times. Unaffected by clock steps.
struct monotonic_scale {
  using duration = nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<monotonic_scale>;
  static constexpr bool is_steady = true;
};

/// CLOCK_REALTIME: kernel packet stamps and what people read. May step.
struct wall_scale {
  using duration = nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<wall_scale>;
  static constexpr bool is_steady = false;
};

using instant = monotonic_scale::time_point;
using wall_time = wall_scale::time_point;

/// A point far enough in the future to mean "never" that still can be added to.
inline constexpr instant never{nanoseconds{INT64_MAX / 2}};

/// Seconds as Prometheus wants them.
constexpr double to_seconds(nanoseconds value) { return std::chrono::duration<double>(value).count(); }

}  // namespace reachd::core
