// SPDX-License-Identifier: Apache-2.0
#include "probe/witness.hpp"

#include <doctest/doctest.h>

#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::core::outcome;
using reachd::probe::ask_witness;
using reachd::probe::can_be_asked;
using reachd::stats::testimony;
using reachd::test::every;
using reachd::test::world;

namespace {

reachd::probe::target_plan named(std::string name, reachd::core::nanoseconds interval) {
  auto plan = every(interval);
  plan.name = std::move(name);
  plan.down_after = 1;
  return plan;
}

}  // namespace

TEST_CASE("who is paused or has no address is not asked") {
  world w;
  auto plan = every(1s);
  plan.paused = true;
  CHECK_FALSE(can_be_asked(w.add(plan)));
  CHECK(can_be_asked(w.add(named("other", 1s))));
  CHECK_FALSE(can_be_asked(w.add(every(1s, "gw.example.net"))));
  w.stop();
}

TEST_CASE("a witness that cannot say is probed at once, and only once until that has ended") {
  world w;
  auto& slow = w.add(named("slow", 5s));
  auto& failing = w.add(named("failing", 1s));
  w.loop.run_for(10ms);
  w.end(failing, outcome::lost, w.loop.now());
  w.loop.run_for(1ms);
  const auto before = w.prober.begun.size();
  CHECK(ask_witness(slow, failing, w.loop.now()) == testimony::pending);
  w.loop.settle();
  CHECK(w.prober.begun.size() == before + 1);
  CHECK(slow.begun_at == w.loop.now());
  w.loop.run_for(1ms);
  CHECK(ask_witness(slow, failing, w.loop.now()) == testimony::pending);
  w.loop.settle();
  CHECK(w.prober.begun.size() == before + 1);
  w.end(slow, outcome::reply, w.loop.now());
  CHECK(ask_witness(slow, failing, w.loop.now()) == testimony::good);
  w.stop();
}

TEST_CASE("a witness that is down is a bad one at once") {
  world w;
  auto& dead = w.add(named("dead", 5s));
  auto& failing = w.add(named("failing", 1s));
  w.loop.run_for(10ms);
  for (int i = 0; i < 3; ++i) w.end(dead, outcome::lost, w.loop.now());
  REQUIRE(dead.series.state().current() == reachd::stats::state::down);
  w.loop.run_for(1s);
  w.end(failing, outcome::lost, w.loop.now());
  CHECK(ask_witness(dead, failing, w.loop.now()) == testimony::bad);
  w.stop();
}
