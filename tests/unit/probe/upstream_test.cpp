// SPDX-License-Identifier: Apache-2.0
// One outage, one alarm: Uptime Kuma and Gatus send one for each monitor behind a dead router (uptime-kuma#1089).
#include "probe/upstream.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::core::instant;
using reachd::core::nanoseconds;
using reachd::core::outcome;
using reachd::probe::target;
using reachd::probe::target_plan;
using reachd::stats::change_reason;
using reachd::stats::state;
using reachd::stats::testimony;
using reachd::test::every;
using reachd::test::world;

namespace {

struct scripted_uplink final : reachd::probe::uplink {
  testimony about(const target&) override { return says; }
  void heard(const target&, const reachd::core::probe_result&) override { ++told; }
  std::span<const reachd::probe::way_state> states() override { return {}; }
  testimony says = testimony::good;
  int told = 0;
};

struct upstream_world : world {
  upstream_world() { record.ask(before); }
  ~upstream_world() { stop(); }
  /// Its own schedule begins nothing; the test does.
  target& add_named(std::string name, const target* parent = nullptr) {
    target_plan plan = every(24h);
    plan.name = std::move(name);
    plan.down_after = 2;
    if (parent != nullptr) plan.parent = parent->id;
    return add(plan);
  }
  /// A probe of each, in the order given, every second.
  void second(std::initializer_list<std::pair<target*, outcome>> ends) {
    for (const auto& [probed, how] : ends) end(*probed, how, loop.now());
    loop.run_for(1s);
  }

  scripted_uplink out;
  reachd::probe::upstream before{loop.clock(), targets, out};
};

state state_of(const target& asked) { return asked.series.state().current(); }

/// A parent and its children, probed by their schedules while the time runs.
struct family_world : upstream_world {
  family_world() { running.spawn(before.run(record)); }
  ~family_world() {
    running.request_stop();
    stop();
  }
  target& add_fated(std::string name, nanoseconds interval, nanoseconds timeout, const target* parent = nullptr) {
    target_plan plan = every(interval);
    plan.name = std::move(name);
    plan.timeout = timeout;
    if (parent != nullptr) plan.parent = parent->id;
    return world::add_fated(std::move(plan));
  }
  void add_children(int count, const target& parent) {
    for (int i = 0; i < count; ++i) add_fated("child" + std::to_string(i), 1s, 1s, &parent);
  }
  /// Probes that were sent from then until then are lost.
  void dark(nanoseconds from, nanoseconds until) {
    fated.fate = [begin = loop.now(), from, until](const target&, instant sent) {
      return sent - begin >= from && sent - begin < until ? outcome::lost : outcome::reply;
    };
  }
  long downs() const {
    return std::ranges::count_if(observer.changes, [](const std::string& each) { return each.ends_with(">down"); });
  }
  reachd::async::scope running{loop.clock().ready()};
};

}  // namespace

TEST_CASE("with nothing before it the target itself is down") {
  upstream_world w;
  auto& t = w.add_named("t");
  for (const outcome how : {outcome::reply, outcome::lost, outcome::lost}) w.second({{&t, how}});
  CHECK(state_of(t) == state::down);
  CHECK(w.out.told == 3);
}

TEST_CASE("a dead uplink makes it unknown, again and again, and never down") {
  upstream_world w;
  auto& t = w.add_named("t");
  w.second({{&t, outcome::reply}});
  w.out.says = testimony::bad;
  for (int i = 0; i < 10; ++i) w.second({{&t, outcome::lost}});
  CHECK(state_of(t) == state::unknown);
  CHECK(w.observer.changes == std::vector<std::string>{"t unknown>up", "t up>unknown"});
  w.second({{&t, outcome::reply}});
  CHECK(state_of(t) == state::up);
}

TEST_CASE("an uplink that cannot say holds the verdict back until it can") {
  upstream_world w;
  auto& t = w.add_named("t");
  w.second({{&t, outcome::reply}});
  w.out.says = testimony::pending;
  for (int i = 0; i < 5; ++i) w.second({{&t, outcome::lost}});
  CHECK(state_of(t) == state::up);
  w.out.says = testimony::good;
  w.second({{&t, outcome::lost}});
  CHECK(state_of(t) == state::down);
}

TEST_CASE("the verdict falls as soon as the uplink can say, without another failure") {
  upstream_world w;
  reachd::async::scope running(w.loop.clock().ready());
  running.spawn(w.before.run(w.record));
  auto& t = w.add_named("t");
  w.second({{&t, outcome::reply}});
  w.out.says = testimony::pending;
  for (int i = 0; i < 2; ++i) w.second({{&t, outcome::refused}});
  CHECK(state_of(t) == state::up);
  w.out.says = testimony::good;
  w.loop.run_for(100ms);
  CHECK(state_of(t) == state::down);
  CHECK(t.series.outages().current()->how == outcome::refused);
  running.request_stop();
  w.loop.settle();
}

TEST_CASE("a dead parent is one target down, its children are unknown because of it") {
  upstream_world w;
  auto& parent = w.add_named("parent");
  auto& child = w.add_named("child", &parent);
  auto& grandchild = w.add_named("grandchild", &child);
  w.second({{&parent, outcome::reply}, {&child, outcome::reply}, {&grandchild, outcome::reply}});
  for (int i = 0; i < 8; ++i) {
    w.second({{&grandchild, outcome::lost}, {&child, outcome::lost}, {&parent, outcome::lost}});
  }
  CHECK(state_of(parent) == state::down);
  CHECK(state_of(child) == state::unknown);
  CHECK(state_of(grandchild) == state::unknown);
}

TEST_CASE("a child that is dead beside a living parent is down") {
  upstream_world w;
  auto& parent = w.add_named("parent");
  auto& child = w.add_named("child", &parent);
  w.second({{&parent, outcome::reply}, {&child, outcome::reply}});
  for (int i = 0; i < 4; ++i) w.second({{&child, outcome::lost}, {&parent, outcome::reply}});
  CHECK(state_of(child) == state::down);
  CHECK(state_of(parent) == state::up);
}

TEST_CASE("a parent that answers again after a silence does not make its children down for that time") {
  upstream_world w;
  auto& parent = w.add_named("parent");
  auto& child = w.add_named("child", &parent);
  w.second({{&parent, outcome::reply}, {&child, outcome::reply}});
  w.second({{&parent, outcome::lost}});
  w.second({{&parent, outcome::lost}, {&child, outcome::lost}});
  w.second({{&parent, outcome::reply}});
  w.end(child, outcome::lost, w.loop.now());
  CHECK(state_of(child) != state::down);
  w.second({{&child, outcome::reply}, {&parent, outcome::reply}});
  CHECK(state_of(child) == state::up);
}

TEST_CASE("a parent that is paused is not to blame") {
  upstream_world w;
  target_plan paused = every(1s);
  paused.name = "paused";
  paused.paused = true;
  auto& parent = w.add(paused);
  auto& child = w.add_named("child", &parent);
  for (int i = 0; i < 2; ++i) w.second({{&child, outcome::lost}});
  CHECK(state_of(child) == state::down);
}

TEST_CASE("while a parent is replaced nobody is down behind it, and the next parent, or none, decides") {
  for (const bool settled : {false, true}) {
    CAPTURE(settled);
    upstream_world w;
    auto& leaving = w.add_named("leaving");
    auto& child = w.add_named("child", &leaving);
    auto& orphan = w.add_named("orphan", &leaving);
    w.second({{&leaving, outcome::reply}, {&child, outcome::reply}, {&orphan, outcome::reply}});
    w.targets.remove(leaving.id, w.with);
    if (settled) w.loop.settle();
    const auto sent = w.loop.now();
    for (int i = 0; i < 3; ++i) {
      w.end(child, outcome::lost, sent);
      w.end(orphan, outcome::lost, sent);
    }
    CHECK(state_of(child) == state::up);
    CHECK(state_of(orphan) == state::up);
    auto& next = w.add_named("next");
    child.parent = next.id;
    orphan.parent.reset();
    for (int i = 0; i < 2; ++i) w.second({{&next, outcome::lost}, {&child, outcome::lost}, {&orphan, outcome::lost}});
    CHECK(state_of(next) == state::down);
    CHECK(state_of(child) == state::unknown);
    CHECK(state_of(orphan) == state::down);
  }
}

TEST_CASE("a cut that is shorter than the parent's timeout: nobody is down for it, however it is asked") {
  for (const auto timeout : {1s, 5s, 60s}) {
    for (const auto lasts : {3050ms, 3200ms, 3300ms, 4000ms, 5000ms}) {
      CAPTURE(timeout.count());
      CAPTURE(lasts.count());
      family_world w;
      w.dark(100s, 100s + lasts);
      const auto& parent = w.add_fated("parent", 1s, timeout);
      w.add_children(100, parent);
      w.loop.run_for(200s);
      CHECK(w.downs() <= 1);  // the parent itself
    }
  }
}

TEST_CASE("a parent that is asked seldom is probed until it has said something") {
  family_world w;
  const auto begin = w.loop.now();
  int asked = 0;
  w.fated.fate = [&](const target& probed, instant sent) {
    if (probed.name == "parent") return ++asked == 2 ? outcome::local_error : outcome::reply;
    return sent - begin >= 100s ? outcome::lost : outcome::reply;
  };
  const auto& parent = w.add_fated("parent", 1h, 1s);
  const auto& child = w.add_fated("child", 1s, 1s, &parent);
  w.loop.run_for(105s);
  CHECK(state_of(child) == state::down);
  CHECK(asked == 3);
}

TEST_CASE("a parent that cannot be measured is not waited for without end") {
  family_world w;
  const auto begin = w.loop.now();
  w.fated.fate = [&](const target& probed, instant sent) {
    if (probed.name == "parent") return outcome::local_error;
    return sent - begin >= 100s ? outcome::lost : outcome::reply;
  };
  const auto& parent = w.add_fated("parent", 10s, 1s);
  const auto& child = w.add_fated("child", 1s, 1s, &parent);
  w.loop.run_for(108s);
  CHECK(state_of(child) == state::up);
  w.loop.run_for(8s);
  CHECK(state_of(child) == state::down);
}

TEST_CASE("asking a dead parent again and again skips none of its probes") {
  family_world w;
  w.dark(100s, 1h);
  const auto& parent = w.add_fated("parent", 10s, 5s);
  for (int i = 0; i < 20; ++i) w.add_fated("child" + std::to_string(i), 300ms + 150ms * i, 300ms, &parent);
  w.loop.run_for(140s);
  CHECK(parent.series.skipped() == 0);
  CHECK(state_of(parent) == state::down);
  CHECK(w.downs() == 1);
}
