// SPDX-License-Identifier: Apache-2.0
#include "probe/name_watch.hpp"

#include <doctest/doctest.h>

#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::core::outcome;
using reachd::probe::lookup_wait;
using reachd::stats::state;
using reachd::test::every;
using reachd::test::world;

TEST_CASE("a named target is unresolved until its first address, and then probed") {
  world w;
  w.prober.answer = outcome::reply;
  const auto& t = w.add(every(1s, "gw.example.net"));
  w.loop.run_for(20s);
  CHECK(t.series.state().current() == state::unresolved);
  CHECK(t.series.sent() == 0);
  w.names.table["gw.example.net"] = {"192.0.2.7"};
  w.loop.run_for(60s);
  CHECK(t.series.state().current() == state::up);
  CHECK(t.address->to_string() == "192.0.2.7");
  CHECK(t.series.sent() > 0);
  CHECK(w.observer.changes == std::vector<std::string>{"t unresolved>unknown", "t unknown>up"});
  w.stop();
  CHECK(live_frames() == 0);
}

TEST_CASE("a target of one family has no address of the other") {
  world w;
  w.names.table["gw"] = {"192.0.2.1", "2001:db8::1"};
  w.names.table["old"] = {"192.0.2.2"};
  auto plan = every(1s, "gw");
  plan.families = reachd::core::families::v6;
  const auto& t = w.add(plan);
  plan.host = plan.name = "old";
  const auto& none = w.add(plan);
  w.loop.run_for(1s);
  CHECK(t.address->to_string() == "2001:db8::1");
  CHECK_FALSE(none.address);
  CHECK(w.observer.lookups.back().starts_with("old: the name has no IPv6 address"));
  w.stop();
}

TEST_CASE("a failing resolver keeps the last good address and the probes go on") {
  world w;
  w.prober.answer = outcome::reply;
  w.names.table["gw"] = {"192.0.2.7"};
  const auto& t = w.add(every(1s, "gw"));
  w.loop.run_for(10s);
  w.names.table.clear();
  const auto sent = t.series.sent();
  w.loop.run_for(600s);
  CHECK(t.address->to_string() == "192.0.2.7");
  CHECK(t.series.sent() == sent + 600);
  CHECK(t.series.state().current() == state::up);
  CHECK(w.observer.lookups[1] == "t: no such name");
  CHECK(w.observer.lookups[2] == "t: no such name (again)");
  w.stop();
}

TEST_CASE("the address in use stays while the name has it, and moves when it is gone") {
  world w;
  w.names.table["gw"] = {"192.0.2.1", "192.0.2.2"};
  const auto& t = w.add(every(1s, "gw"));
  w.loop.run_for(1s);
  w.names.table["gw"] = {"192.0.2.2", "192.0.2.1"};
  w.loop.run_for(120s);
  CHECK(t.address->to_string() == "192.0.2.1");
  w.names.table["gw"] = {"192.0.2.2"};
  w.loop.run_for(61s);
  CHECK(t.address->to_string() == "192.0.2.2");
  w.stop();
}

TEST_CASE("a stop while a lookup hangs ends at once") {
  world w;
  w.names.delay = 1h;
  w.add(every(1s, "gw"));
  w.loop.run_for(1s);
  CHECK(w.names.asked == 1);
  w.stop();
  CHECK(live_frames() == 0);
}

TEST_CASE("waits grow from 1 s to 60 s and are spread by a fifth") {
  CHECK(lookup_wait(0, 0) == 60s);
  CHECK(lookup_wait(1, 0) == 1s);
  CHECK(lookup_wait(2, 0) == 2s);
  CHECK(lookup_wait(6, 0) == 32s);
  CHECK(lookup_wait(7, 0) == 60s);
  CHECK(lookup_wait(1'000'000, 0) == 60s);
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    REQUIRE(lookup_wait(0, seed * 0x9e3779b97f4a7c15) >= 48s);
    REQUIRE(lookup_wait(0, seed * 0x9e3779b97f4a7c15) <= 60s);
  }
}
