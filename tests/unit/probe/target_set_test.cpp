// SPDX-License-Identifier: Apache-2.0
#include "probe/target_set.hpp"

#include <doctest/doctest.h>

#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::core::outcome;
using reachd::core::target_id;
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
