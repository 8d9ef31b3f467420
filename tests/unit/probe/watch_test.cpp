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

namespace {

reachd::probe::target_plan in_bursts(std::uint16_t count, reachd::core::nanoseconds gap) {
  auto plan = every(1s);
  plan.timeout = 500ms;
  reachd::options::icmp asked;
  asked.burst = {.count = count, .gap = gap};
  plan.asks = std::make_shared<const reachd::options::icmp>(asked);
  return plan;
}

}  // namespace

TEST_CASE("a burst is so many probes at each due time, one of them every gap, and one step for the state") {
  world w;
  w.prober.answer = outcome::reply;
  auto& t = w.add(in_bursts(4, 50ms));
  w.loop.run_for(10s);
  REQUIRE(w.prober.begun.size() >= 40);
  CHECK(w.prober.begun.size() <= 44);
  for (std::size_t k = 0; k + 4 < w.prober.begun.size(); k += 4) {
    for (std::size_t at = 1; at < 4; ++at) {
      const auto gap = w.prober.begun[k + at] - w.prober.begun[k + at - 1];
      CHECK(gap >= 50ms - w.loop.clock().turn_length());
      CHECK(gap <= 50ms + w.loop.clock().turn_length());
    }
  }
  CHECK(t.series.skipped() == 0);
  for (const auto late : w.observer.latenesses) CHECK(late <= w.loop.clock().turn_length());
  REQUIRE(t.readings != nullptr);
  CHECK(t.readings->values.front().value == 0);
  w.prober.answer = outcome::lost;
  const auto before = t.series.sent();
  w.loop.run_for(10s);
  CHECK(t.series.state().current() == reachd::stats::state::down);
  CHECK(w.observer.changes.back() == "t up>down");
  CHECK(t.readings->values.front().value == 1);
  CHECK(t.series.sent() - before >= 3 * 4);
  w.stop();
  CHECK(live_frames() == 0);
}

TEST_CASE("one reply in a burst keeps a target up, whatever becomes of the others") {
  world w;
  auto& t = w.add(in_bursts(3, 20ms));
  std::size_t ended = 0;
  for (int step = 0; step < 2'000; ++step) {
    w.loop.run_for(10ms);
    while (!w.prober.open.empty()) w.prober.end_next(ended++ % 3 == 1 ? outcome::reply : outcome::lost);
  }
  CHECK(ended > 50);
  CHECK(t.series.state().current() == reachd::stats::state::up);
  CHECK(w.observer.changes == std::vector<std::string>{"t unknown>up"});
  w.stop();
}

TEST_CASE("a stall inside a burst skips its rest, and a burst that is replanned away ends") {
  world w;
  w.prober.answer = outcome::reply;
  auto& t = w.add(in_bursts(10, 50ms));
  w.loop.settle();
  w.loop.run_until(t.due + 120ms);
  const auto sent = t.series.sent();
  w.loop.clock().turn(w.loop.now() + 5s);
  w.loop.settle();
  w.loop.run_for(3s);
  CHECK(t.series.sent() + t.series.skipped() >= 80);
  CHECK(t.series.sent() > sent);
  CHECK(t.series.state().current() != reachd::stats::state::down);
  auto plan = every(1s);
  plan.name = t.name;
  t.replan(std::move(plan), w.loop.now());
  CHECK(t.readings == nullptr);
  w.loop.run_for(2s);
  const auto then = t.series.sent();
  w.loop.run_for(10s);
  CHECK(t.series.sent() - then == 10);
  w.stop();
  CHECK(live_frames() == 0);
}

TEST_CASE("a burst that a pause breaks off leaves nothing open, and the next one counts for itself") {
  world w;
  auto& t = w.add(in_bursts(5, 50ms));
  w.loop.settle();
  w.loop.run_until(t.due + 120ms);
  REQUIRE(t.series.in_flight() == 3);
  REQUIRE(t.bursts->open() == 1);
  w.stop();
  CHECK(t.bursts->open() == 0);
  CHECK(t.series.in_flight() == 0);
  CHECK(t.series.skipped() == 0);
  CHECK(live_frames() == 0);
}

TEST_CASE("two losses in a burst that was answered are no silence to those behind it") {
  world w;
  auto& t = w.add(in_bursts(4, 20ms));
  w.loop.settle();
  std::size_t ended = 0;
  for (int step = 0; step < 1'000; ++step) {
    w.loop.run_for(10ms);
    while (!w.prober.open.empty()) w.prober.end_next(ended++ % 4 == 0 ? outcome::reply : outcome::lost);
    CHECK_FALSE(t.as_witness.is_silent());
  }
  w.prober.answer = outcome::lost;
  w.loop.run_for(5s);
  CHECK(t.as_witness.is_silent());
  w.stop();
}
