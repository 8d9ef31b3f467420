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

TEST_CASE("a pinned target has its one address from the start, whatever its name is looked up to") {
  world w;
  w.prober.answer = outcome::reply;
  w.names.table["gw"] = {"192.0.2.1"};
  auto plan = every(1s, "gw");
  plan.pinned = reachd::core::address::parse("192.0.2.2");
  const auto& t = w.add(plan);
  CHECK(t.series.state().current() == state::unknown);
  CHECK_FALSE(t.is_named());
  w.loop.run_for(100s);
  CHECK(t.address == plan.pinned);
  CHECK(t.series.state().current() == state::up);
  CHECK(w.names.asked == 0);
  w.stop();
}

TEST_CASE("a target that stands in for others is unresolved, and neither probed nor looked up") {
  world w;
  w.names.table["gw"] = {"192.0.2.1"};
  auto plan = every(1s, "gw");
  plan.stands_in = true;
  const auto& t = w.add(plan);
  w.loop.run_for(10s);
  CHECK(t.series.state().current() == state::unresolved);
  plan.paused = true;
  w.targets.change(t.id, plan, w.with);
  CHECK(t.series.state().current() == state::paused);
  w.loop.run_for(1s);
  plan.paused = false;
  w.targets.change(t.id, plan, w.with);
  w.loop.run_for(10s);
  CHECK(t.series.state().current() == state::unresolved);
  CHECK(t.series.sent() == 0);
  CHECK(w.names.asked == 0);
  w.stop();
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

TEST_CASE("timings change and nothing else: counters, state, phase and what is in flight stay") {
  world w;
  auto& t = w.add(every(1s));
  w.loop.run_for(2s);
  REQUIRE(w.prober.open.size() == 2);
  const auto phase = w.prober.begun.back().time_since_epoch() % 1s;
  w.prober.end_next(outcome::lost);
  auto plan = every(1s);
  plan.down_after = 2;
  plan.up_after = 1;
  w.targets.change(t.id, plan, w.with);
  w.loop.settle();
  CHECK(w.observer.changes.empty());
  CHECK(t.series.in_flight() == 1);
  w.prober.end_next(outcome::lost);  // the second failure, by the new count
  CHECK(w.observer.changes == std::vector<std::string>{"t unknown>down"});
  w.prober.answer = outcome::reply;
  w.loop.run_for(5s);
  CHECK(w.prober.begun.back().time_since_epoch() % 1s == phase);
  CHECK(t.series.sent() == 7);
  CHECK(t.series.skipped() == 0);
  w.stop();
}

TEST_CASE("a shorter interval begins soon, a longer one after the probe that is due") {
  world w;
  w.prober.answer = outcome::reply;
  auto& t = w.add(every(1h));
  w.loop.run_for(6s);
  REQUIRE(t.series.sent() == 1);
  w.targets.change(t.id, every(1s), w.with);
  w.loop.run_for(10s);
  CHECK(t.series.sent() >= 10);
  CHECK(t.series.sent() <= 11);
  const auto sent = t.series.sent();
  w.targets.change(t.id, every(10s), w.with);
  w.loop.run_for(21s);
  CHECK(t.series.sent() >= sent + 2);
  CHECK(t.series.sent() <= sent + 4);
  CHECK(t.series.skipped() == 0);
  w.stop();
}

TEST_CASE("a renamed target keeps its numbers and goes over to the phase of its new name") {
  world w;
  w.prober.answer = outcome::reply;
  auto& t = w.add(every(1s));
  w.loop.run_for(5s);
  auto plan = every(1s);
  plan.name = "other";
  w.targets.change(t.id, plan, w.with);
  CHECK(t.name == "other");
  w.loop.run_for(5s);
  CHECK(t.series.sent() >= 9);
  CHECK(t.series.sent() <= 11);
  CHECK(reachd::probe::schedule("other", 1s, 1s).first(t.due - 1ns) == t.due);
  w.stop();
}

TEST_CASE("a pause ends what is in flight as stopped; the target goes on later with all it had counted") {
  world w;
  auto& t = w.add(every(1s));
  w.loop.run_for(2s);
  w.prober.end_next(outcome::reply);
  auto plan = every(1s);
  plan.paused = true;
  w.targets.change(t.id, plan, w.with);
  CHECK(t.series.in_flight() == 0);
  CHECK(t.series.ended(outcome::stopped) == 1);
  w.loop.run_for(10s);
  CHECK(t.series.sent() == 2);
  CHECK(t.series.skipped() == 0);
  plan.paused = false;
  w.targets.change(t.id, plan, w.with);
  w.prober.answer = outcome::reply;
  w.loop.run_for(3s);
  CHECK(t.series.sent() == 5);
  CHECK(w.observer.changes ==
        std::vector<std::string>{"t unknown>up", "t up>paused", "t paused>unknown", "t unknown>up"});
  w.stop();
  CHECK(live_frames() == 0);
}

TEST_CASE("pauses that follow each other within one turn, and a removal among them, are taken in order") {
  world w;
  w.names.table["gw.example.net"] = {"192.0.2.1"};
  w.prober.answer = outcome::reply;
  auto& literal = w.add(every(1s));
  auto named_plan = every(1s, "gw.example.net");
  named_plan.name = "named";
  auto& named = w.add(named_plan);
  w.loop.run_for(2s);
  for (const bool paused : {true, false, true, false}) {
    auto plan = every(1s);
    plan.paused = named_plan.paused = paused;
    w.targets.change(literal.id, plan, w.with);
    w.targets.change(named.id, named_plan, w.with);
  }
  const auto sent = named.series.sent();
  w.loop.run_for(3s);
  CHECK(named.series.sent() == sent + 3);  // at once, with the address it has
  CHECK(literal.series.state().current() == state::up);
  named_plan.paused = true;
  w.targets.change(named.id, named_plan, w.with);
  const target_id id = named.id;
  w.targets.remove(id, w.with);
  named_plan.paused = false;
  w.targets.change(id, named_plan, w.with);
  w.loop.settle();
  CHECK(w.targets.find(id) == nullptr);
  auto plan = every(1s);
  plan.paused = true;
  w.targets.change(literal.id, plan, w.with);
  plan.paused = false;
  w.targets.change(literal.id, plan, w.with);
  w.stop();  // while it would start again
  CHECK(live_frames() == 0);
}
