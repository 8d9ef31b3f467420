// SPDX-License-Identifier: Apache-2.0
#include "probe/target_set.hpp"

#include <doctest/doctest.h>

#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::core::outcome;
using reachd::core::target_id;
using reachd::stats::state;
using reachd::test::every;
using reachd::test::world;

TEST_CASE("a target is found by its id and by no other") {
  world w;
  auto& t = w.add(every(1s));
  CHECK(w.targets.find(t.id) == &t);
  CHECK(w.targets.find(target_id{t.id.index, t.id.generation + 1}) == nullptr);
  CHECK(w.targets.find(target_id{99, 1}) == nullptr);
  w.stop();
}

TEST_CASE("stopping all ends what is in flight as stopped and leaves the numbers readable") {
  world w;
  std::vector<reachd::probe::target*> all;
  for (int i = 0; i < 50; ++i) {
    auto plan = every(1s);
    plan.name = std::to_string(i);
    all.push_back(&w.add(plan));
  }
  w.loop.run_for(1s);
  CHECK(w.prober.open.size() == 50);
  w.stop();
  for (const auto* t : all) {
    CHECK(t->series.in_flight() == 0);
    CHECK(t->series.ended(outcome::stopped) == 1);
  }
  CHECK(w.targets.size() == 50);
  CHECK(live_frames() == 0);
}

TEST_CASE("a literal with a zone waits for its interface and follows it when its index changes") {
  world w;
  w.prober.answer = outcome::reply;
  auto& t = w.add(every(1s, "fe80::1%nodev9"));
  w.loop.run_for(5s);
  CHECK(t.series.state().current() == state::unresolved);
  CHECK(t.series.sent() == 0);
  w.names.table["fe80::1%nodev9"] = {"fe80::1%7"};
  w.loop.run_for(60s);
  CHECK(t.series.state().current() == state::up);
  w.names.table["fe80::1%nodev9"] = {"fe80::1%8"};
  w.loop.run_for(61s);
  CHECK(t.address->scope_id() == 8);
  w.stop();
}

TEST_CASE("a literal with a zone is looked up again although its interface is there") {
  world w;
  w.names.table["fe80::1%lo"] = {"fe80::1%9"};
  auto& t = w.add(every(1s, "fe80::1%lo"));
  w.loop.run_for(1s);
  CHECK(t.address->scope_id() == 9);
  CHECK(t.series.state().current() == state::unknown);
  w.stop();
}
