// SPDX-License-Identifier: Apache-2.0
#include "probe/recorder.hpp"

#include <doctest/doctest.h>

#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::core::outcome;
using reachd::test::every;
using reachd::test::world;

namespace {

void ended(world& w, reachd::probe::target& t, outcome how) {
  reachd::core::probe_result result;
  result.outcome = how;
  w.record.ended(t, w.record.begin(t), result);
}

}  // namespace

TEST_CASE("every end is told with its sequence number, every change once") {
  world w;
  auto plan = every(1s);
  plan.paused = true;
  plan.down_after = 2;
  reachd::probe::target t(w.loop.clock(), plan, {0, 1});
  t.series = reachd::stats::series(reachd::stats::state_machine(reachd::stats::state::unknown, 2, 2));
  for (const outcome how : {outcome::reply, outcome::lost, outcome::lost, outcome::lost}) ended(w, t, how);
  CHECK(w.observer.ended == std::vector<std::string>{"t 1 reply", "t 2 lost", "t 3 lost", "t 4 lost"});
  CHECK(w.observer.changes == std::vector<std::string>{"t unknown>up", "t up>down"});
  CHECK(t.series.last_state_change() == reachd::core::wall_time(7s));
}

TEST_CASE("skipped probes lead to unknown and are told as a change") {
  world w;
  reachd::probe::target t(w.loop.clock(), every(1s), {0, 1});
  ended(w, t, outcome::reply);
  w.record.skipped(t, 0, 0);
  CHECK(w.observer.changes.size() == 1);
  w.record.skipped(t, 3, 3);
  CHECK(w.observer.changes.back() == "t up>unknown");
  CHECK(t.series.skipped() == 3);
}

TEST_CASE("a failure known only after skipped due times leaves the next one on its phase") {
  world w;
  auto& t = w.add(every(1s));
  w.loop.settle();
  w.loop.run_until(t.due + 10ms);
  REQUIRE(w.prober.open.size() == 1);
  const auto phase = t.begun_due;
  w.loop.clock().turn(phase + 5300ms);  // the loop did not run in between
  w.prober.end_next(outcome::lost);
  CHECK(t.due == phase + 6s);
  w.stop();
}

TEST_CASE("late replies and duplicates are counted and told, and end nothing") {
  world w;
  reachd::probe::target t(w.loop.clock(), every(1s), {0, 1});
  ended(w, t, outcome::lost);
  w.record.late(t, 1, 1500ms);
  w.record.duplicate(t, 1);
  w.record.duplicate(t, 1);
  CHECK(t.series.late() == 1);
  CHECK(t.series.late_rtt_sum() == 1500ms);
  CHECK(t.series.duplicates() == 2);
  CHECK(t.series.sent() == 1);
  CHECK(t.series.in_flight() == 0);
  CHECK(w.observer.ended == std::vector<std::string>{"t 1 lost"});
  CHECK(w.observer.extra == std::vector<std::string>{"t 1 late 1500000000", "t 1 duplicate", "t 1 duplicate"});
}
