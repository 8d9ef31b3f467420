// SPDX-License-Identifier: Apache-2.0
#include "probe/watch.hpp"

#include <doctest/doctest.h>

#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::core::outcome;
using reachd::test::every;
using reachd::test::world;

TEST_CASE("a probe begins at every due time, on one phase, within a turn") {
  world w;
  w.prober.answer = outcome::reply;
  const auto& t = w.add(every(1s));
  w.loop.run_for(1h);
  CHECK(w.prober.begun.size() == 3600);
  CHECK(t.series.skipped() == 0);
  const auto first = t.schedule.first(w.prober.begun.front() - 500ms);
  for (std::size_t k = 0; k < w.prober.begun.size(); ++k) {
    const auto late = w.prober.begun[k] - (first + k * 1s);
    REQUIRE(late >= 0ns);
    REQUIRE(late <= w.loop.clock().turn_length());
  }
  w.stop();
  CHECK(live_frames() == 0);
}

TEST_CASE("probes overlap when the timeout exceeds the interval, up to the bound") {
  world w;
  auto plan = every(1s);
  plan.timeout = 4s;
  const auto& t = w.add(plan);
  w.loop.run_for(20s);
  CHECK(t.series.in_flight() == 5);
  CHECK(t.series.sent() == 5);
  CHECK(t.series.skipped() == 15);
  w.stop();
  CHECK(t.series.in_flight() == 0);
  CHECK(t.series.ended(outcome::stopped) == 5);
  CHECK(live_frames() == 0);
}

TEST_CASE("after a stall the missed due times are skipped and counted, with no burst") {
  world w;
  w.prober.answer = outcome::reply;
  const auto& t = w.add(every(1s));
  w.loop.run_for(10s);
  CHECK(t.series.sent() == 10);
  w.loop.clock().turn(w.loop.now() + 60s);
  w.loop.settle();
  CHECK(t.series.sent() + t.series.skipped() == 70);
  CHECK(t.series.sent() <= 11);
  w.loop.run_for(10s);
  CHECK(t.series.sent() + t.series.skipped() == 80);
  w.stop();
}

TEST_CASE("a first failure brings the next probe forward to the retry interval until the streak is decided") {
  world w;
  const auto& t = w.add(every(60s));
  w.prober.answer = outcome::reply;
  w.loop.run_for(180s);
  const auto before = t.series.sent();
  w.prober.answer.reset();
  w.loop.run_until(t.due + 10ms);
  REQUIRE(w.prober.open.size() == 1);
  const auto failed_at = t.begun_due;
  w.loop.run_for(3s);
  w.prober.end_next(outcome::lost);
  CHECK(t.due == failed_at + 5s);
  w.prober.answer = outcome::lost;
  w.loop.run_for(10s);
  CHECK(t.series.sent() == before + 3);
  CHECK(t.series.state().current() == reachd::stats::state::down);
  CHECK(t.due > w.loop.now() + 30s);
  w.stop();
}

TEST_CASE("a stop half-way ends the watch at once") {
  world w;
  const auto& t = w.add(every(24h));
  w.loop.run_for(1s);
  w.stop();
  CHECK(t.series.sent() <= 1);
  CHECK(live_frames() == 0);
}

TEST_CASE("a stop in the turn in which a probe is due begins none") {
  world w;
  auto& t = w.add(every(1s));
  w.loop.settle();
  w.loop.clock().wheel().advance(t.due);
  t.work.request_stop();
  w.loop.settle();
  CHECK(t.series.sent() == 0);
  CHECK(live_frames() == 0);
}

TEST_CASE("a paused target is never probed") {
  world w;
  auto plan = every(1s);
  plan.paused = true;
  const auto& t = w.add(plan);
  w.loop.run_for(10s);
  CHECK(t.series.sent() == 0);
  CHECK(t.series.state().current() == reachd::stats::state::paused);
  w.stop();
}
