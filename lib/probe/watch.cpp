// SPDX-License-Identifier: Apache-2.0
#include "probe/watch.hpp"

namespace reachd::probe {
namespace {

bool begin(target& watched, prober& probe, core::instant now) {
  if (watched.schedule.too_late(watched.due, now)) return false;
  if (watched.series.in_flight() >= watched.max_in_flight) return false;
  probe.begin(watched);
  return true;
}

void plan_next(target& watched, recorder& record, core::instant now) {
  const auto [due, missed] = watched.schedule.after(watched.due, now, watched.series.state().undecided());
  watched.due = due;
  record.skipped(watched, missed * watched.burst().count, missed);
}

/// The rest of a burst whose first probe has begun. Each of them is due like any other; one that is not begun is the
/// end of it. False: stopped.
async::task<bool> go_on(target& watched, prober& probe, recorder& record, async::scheduler& clock, options::burst as) {
  const core::instant began = watched.due;
  bool awake = true;
  for (std::uint16_t at = 1; awake && at < as.count; ++at) {
    watched.due = began + at * as.gap;
    const bool woken = co_await watched.alarm.wait_until(watched.due);
    awake = woken;
    if (awake && begin(watched, probe, clock.now())) continue;
    record.cut_burst(watched, awake ? static_cast<std::uint64_t>(as.count - at) : 0);
    break;
  }
  watched.due = began;
  co_return awake;
}

}  // namespace

async::task<void> watch(target& watched, prober& probe, recorder& record, async::scheduler& clock) {
  const auto stop = co_await async::current_stop_token();
  for (watched.due = watched.schedule.first(clock.now());; plan_next(watched, record, clock.now())) {
    const bool awake = co_await watched.alarm.wait_until(watched.due);
    if (!awake || stop.stop_requested()) co_return;  // also when both came in one turn
    const options::burst as = watched.burst();
    if (as.count > 1) watched.bursts->begin(watched.series.sent() + 1, as.count);
    if (!begin(watched, probe, clock.now())) {
      if (as.count > 1) {
        record.cut_burst(watched, as.count);
      } else {
        record.skipped(watched, 1, 1);
      }
      continue;
    }
    if (as.count == 1) continue;
    const bool goes_on = co_await go_on(watched, probe, record, clock, as);
    if (!goes_on || stop.stop_requested()) co_return;
  }
}

}  // namespace reachd::probe
