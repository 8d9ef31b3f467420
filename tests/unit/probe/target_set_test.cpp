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

TEST_CASE("a removed target ends what it has in flight as stopped and is gone; its slot serves the next") {
  world w;
  auto& t = w.add(every(1s));
  auto other = every(1s);
  other.name = "other";
  auto& kept = w.add(other);
  w.loop.run_for(1s);
  REQUIRE(w.prober.open.size() == 2);
  const target_id id = t.id;
  w.targets.remove(id, w.with);
  CHECK(w.targets.find(id) == &t);  // until its work has ended
  w.targets.remove(id, w.with);
  w.loop.settle();
  CHECK(w.observer.ended == std::vector<std::string>{"t 1 stopped"});
  CHECK(w.targets.find(id) == nullptr);
  CHECK(w.targets.size() == 1);
  CHECK(w.targets.at(id.index) == nullptr);

  auto& next = w.add(every(1s));
  CHECK(next.id == target_id{id.index, id.generation + 1});
  CHECK(w.targets.find(id) == nullptr);
  w.targets.remove(id, w.with);  // names nothing any more
  w.loop.run_for(3s);
  CHECK(next.series.sent() > 0);
  CHECK(kept.series.sent() + kept.series.skipped() == 4);
  w.stop();
  CHECK(live_frames() == 0);
}

TEST_CASE("removals go on while everything is stopped") {
  world w;
  std::vector<target_id> all;
  for (int i = 0; i < 20; ++i) {
    auto plan = every(1s, i % 4 == 0 ? "gw.example.net" : "192.0.2.1");
    plan.name = std::to_string(i);
    plan.paused = i % 5 == 0;
    all.push_back(w.add(plan).id);
  }
  w.loop.run_for(1s);
  for (const target_id& id : all) {
    if (id.index % 2 == 0) w.targets.remove(id, w.with);
  }
  w.stop();
  CHECK(w.targets.size() == 10);
  CHECK(live_frames() == 0);
}
