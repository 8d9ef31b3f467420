// SPDX-License-Identifier: Apache-2.0
#include "async/scheduler.hpp"

#include <algorithm>

namespace reachd::async {
namespace {

/// Resumes per turn: a thousand take about 0.3 ms, after which the sockets get their turn again.
constexpr std::size_t resumes_per_turn = 1024;

}  // namespace

void scheduler::turn(core::instant begun) {
  bool drained = true;
  for (turn_port& port : ports_) drained = port.drain(begun) && drained;
  wheel_.advance(begun);
  ready_.run(resumes_per_turn);
  bool flushed = true;
  for (turn_port& port : ports_) flushed = port.flush() && flushed;
  work_left_ = !drained || !flushed || !ready_.empty();
}

core::instant scheduler::next_turn() {
  if (work_left_ || !ready_.empty()) return now();
  const core::instant due = wheel_.next_due();
  if (due == core::never) return due;
  const auto length = turn_length_.count();
  const auto at = due.time_since_epoch().count();
  return core::instant(core::nanoseconds((at + length - 1) / length * length));
}

core::nanoseconds turn_length_for(double probes_per_second, core::nanoseconds smallest_interval) {
  using namespace std::chrono_literals;
  const core::nanoseconds cap =
      std::min<core::nanoseconds>(8ms, std::max<core::nanoseconds>(1ms, smallest_interval / 10));
  const double batch_ns = probes_per_second > 0 ? std::min(64e9 / probes_per_second, 1e9) : 1e9;
  const auto length = std::clamp<core::nanoseconds>(core::nanoseconds(static_cast<std::int64_t>(batch_ns)), 1ms, cap);
  return std::chrono::floor<std::chrono::milliseconds>(length);
}

}  // namespace reachd::async
