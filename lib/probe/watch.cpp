// SPDX-License-Identifier: Apache-2.0
#include "probe/watch.hpp"

namespace reachd::probe {
namespace {

void begin_or_skip(target& watched, prober& probe, recorder& record, core::instant now) {
  if (watched.schedule.too_late(watched.due, now) || watched.series.in_flight() >= watched.max_in_flight) {
    record.skipped(watched, 1);
  } else {
    probe.begin(watched);
  }
}

void plan_next(target& watched, recorder& record, core::instant now) {
  const auto [due, missed] = watched.schedule.after(watched.due, now, watched.series.state().undecided());
  watched.due = due;
  record.skipped(watched, missed);
}

}  // namespace

async::task<void> watch(target& watched, prober& probe, recorder& record, async::scheduler& clock) {
  const auto stop = co_await async::current_stop_token();
  for (watched.due = watched.schedule.first(clock.now());; plan_next(watched, record, clock.now())) {
    const bool awake = co_await watched.alarm.wait_until(watched.due);
    if (!awake || stop.stop_requested()) co_return;  // also when both came in one turn
    begin_or_skip(watched, probe, record, clock.now());
  }
}

}  // namespace reachd::probe
