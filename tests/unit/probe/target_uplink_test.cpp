// SPDX-License-Identifier: Apache-2.0
#include "probe/target_uplink.hpp"

#include <doctest/doctest.h>

#include "probe/upstream.hpp"
#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::core::outcome;
using reachd::probe::target;
using reachd::stats::state;
using reachd::test::every;
using reachd::test::world;

namespace {

/// Two witnesses and a crowd, probed by their schedules while the time runs.
struct crowd_world : world, reachd::probe::uplink_observer {
  crowd_world() {
    record.ask(before);
    running.spawn(before.run(record));
    for (int i = 0; i < 202; ++i) {
      auto plan = every(1s);
      plan.name = "t" + std::to_string(i);
      const auto& added = add_fated(plan);
      if (i < 2) witnesses.push_back(added.id);
    }
    out.set_witnesses(witnesses);
  }
  ~crowd_world() {
    running.request_stop();
    stop();
  }
  void uplink_changed(const reachd::probe::uplink_event& event) override { events.push_back(event.up ? "up" : "down"); }

  std::vector<std::string> events;
  std::vector<reachd::core::target_id> witnesses;
  reachd::probe::target_uplink out{loop.clock(), targets,
                                   reachd::probe::uplink_events([] { return reachd::core::wall_time(7s); }, *this)};
  reachd::probe::upstream before{loop.clock(), targets, out};
  reachd::async::scope running{loop.clock().ready()};
};

struct uplink_world : world, reachd::probe::uplink_observer {
  uplink_world() {
    record.ask(before);
    for (const char* name : {"one", "two", "three"}) {
      auto plan = every(24h);  // its own schedule begins nothing; the test does
      plan.name = name;
      plan.down_after = 2;
      all.push_back(&add(plan));
    }
    out.set_witnesses({all[0]->id, all[1]->id});
  }
  ~uplink_world() { stop(); }
  void uplink_changed(const reachd::probe::uplink_event& event) override {
    events.push_back((event.up ? "up: " : "down: ") + event.why);
  }
  /// A probe of each target, `.` answered and `x` lost.
  void second(std::string_view ends) {
    for (std::size_t at = 0; at < ends.size(); ++at) {
      end(*all[at], ends[at] == '.' ? outcome::reply : outcome::lost, loop.now());
    }
    loop.run_for(1s);
  }
  state of(std::size_t at) const { return all[at]->series.state().current(); }

  std::vector<target*> all;  // the first two are the uplink's
  std::vector<std::string> events;
  reachd::probe::target_uplink out{loop.clock(), targets,
                                   reachd::probe::uplink_events([] { return reachd::core::wall_time(7s); }, *this)};
  reachd::probe::upstream before{loop.clock(), targets, out};
};

}  // namespace

TEST_CASE("when none of them answers nobody is down, and one event says so") {
  uplink_world w;
  w.second("...");
  for (int i = 0; i < 6; ++i) w.second("xxx");
  for (std::size_t at = 0; at < 3; ++at) CHECK(w.of(at) == state::unknown);
  CHECK(w.events == std::vector<std::string>{"down: none of the uplink targets answers"});
  REQUIRE(w.out.states().size() == 1);
  CHECK(w.out.states()[0].judged);
  CHECK_FALSE(w.out.states()[0].up);
  w.second("...");
  CHECK(w.events.size() == 2);
  CHECK(w.events.back() == "up: one answers");
  for (std::size_t at = 0; at < 3; ++at) CHECK(w.of(at) == state::up);
  CHECK(w.out.states()[0].up);
}

TEST_CASE("while one of them answers, the others and everybody else are down for themselves") {
  uplink_world w;
  w.second("...");
  for (int i = 0; i < 5; ++i) w.second("x.x");
  CHECK(w.of(0) == state::down);
  CHECK(w.of(1) == state::up);
  CHECK(w.of(2) == state::down);
  CHECK(w.events.empty());
}

TEST_CASE("with a single one, its silence is the uplink's") {
  uplink_world w;
  w.out.set_witnesses({w.all[0]->id});
  w.all.erase(w.all.begin() + 1);
  w.second("..");
  for (int i = 0; i < 5; ++i) w.second("x.");
  CHECK(w.of(0) == state::unknown);
  CHECK(w.of(1) == state::up);
  CHECK(w.events.size() == 1);
}

TEST_CASE("while one of them is replaced, nobody is down until others are named or another one answers") {
  uplink_world w;
  w.second("...");
  w.targets.remove(w.all[0]->id, w.with);
  w.loop.settle();
  w.all.erase(w.all.begin());
  for (int i = 0; i < 3; ++i) w.second("xx");
  CHECK(w.of(1) == state::up);
  CHECK(w.events.empty());
  w.out.set_witnesses({w.all[0]->id});
  w.second("xx");
  CHECK(w.of(1) == state::unknown);
  CHECK(w.events.size() == 1);
  w.out.set_witnesses({});
  for (int i = 0; i < 2; ++i) w.second("xx");
  CHECK(w.of(1) == state::down);
}

TEST_CASE("a reply to a probe from before it went does not bring it back") {
  uplink_world w;
  w.second("...");
  const auto before = w.loop.now();
  for (int i = 0; i < 5; ++i) w.second("xxx");
  w.end(*w.all[0], outcome::reply, before);
  CHECK(w.events.size() == 1);
}

TEST_CASE("one cut is one event and one end, however many are judged after it is over") {
  for (const auto lasts : {3100ms, 3500ms, 10000ms, 30000ms}) {
    CAPTURE(lasts.count());
    crowd_world w;
    w.fated.fate = [begin = w.loop.now(), lasts](const target&, reachd::core::instant sent) {
      return sent - begin >= 100s && sent - begin < 100s + lasts ? outcome::lost : outcome::reply;
    };
    w.loop.run_for(160s);
    for (const std::string& change : w.observer.changes) CHECK_FALSE(change.ends_with(">down"));
    CHECK(w.events.size() <= 2);
    if (lasts >= 10s) CHECK(w.events == std::vector<std::string>{"down", "up"});
    for (std::size_t at = 0; at < w.targets.slot_count(); ++at) {
      CHECK(w.targets.at(at)->series.state().current() == state::up);
    }
  }
}
