// SPDX-License-Identifier: Apache-2.0
#include "probe/uplink_events.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace std::chrono_literals;
using reachd::core::instant;
using reachd::core::wall_time;
using reachd::probe::uplink_event;
using reachd::probe::uplink_events;

namespace {

struct heard final : reachd::probe::uplink_observer {
  void uplink_changed(const uplink_event& event) override { all.push_back(event); }
  std::vector<uplink_event> all;
};

struct told {
  heard who;
  uplink_events events{[] { return wall_time(7s); }, who};
};

}  // namespace

TEST_CASE("nothing is told before tell(), and each thing once") {
  told t;
  t.events.down(0, "cable", instant(10s));
  CHECK(t.events.is_down(0));
  CHECK(t.events.untold());
  CHECK(t.who.all.empty());
  t.events.tell();
  t.events.tell();
  t.events.down(0, "again", instant(11s));
  t.events.tell();
  REQUIRE(t.who.all.size() == 1);
  CHECK_FALSE(t.who.all[0].up);
  CHECK(t.who.all[0].why == "cable");
  CHECK(t.who.all[0].at == wall_time(7s));
  t.events.up(0, "IPv4", instant(25s));
  t.events.up(0, "IPv4", instant(26s));
  REQUIRE(t.who.all.size() == 2);
  CHECK(t.who.all[1].up);
  CHECK(t.who.all[1].lasted == 15s);
}

TEST_CASE("an outage that nobody judges any more ends once, and what was not told has no end") {
  told t;
  t.events.down(0, "cable", instant(10s));
  t.events.down(1, "cable", instant(11s));
  t.events.tell();
  t.events.retire(instant(20s));
  t.events.retire(instant(21s));
  REQUIRE(t.who.all.size() == 2);
  CHECK(t.who.all[1].up);
  CHECK(t.who.all[1].why == "no longer judged");
  CHECK(t.who.all[1].lasted == 10s);
  t.events.down(0, "cable", instant(30s));
  t.events.retire(instant(31s));
  CHECK(t.who.all.size() == 2);
}

TEST_CASE("ways that went together are one event, which ends with the last of them") {
  told t;
  t.events.down(1, "six", instant(12s));
  t.events.down(0, "four", instant(10s));
  t.events.tell();
  REQUIRE(t.who.all.size() == 1);
  CHECK(t.who.all[0].why == "four; six");
  t.events.up(0, "IPv4", instant(20s));
  CHECK(t.who.all.size() == 1);
  t.events.up(1, "IPv6", instant(30s));
  REQUIRE(t.who.all.size() == 2);
  CHECK(t.who.all[1].lasted == 20s);
}

TEST_CASE("a way that goes later is an event of its own") {
  told t;
  t.events.down(0, "four", instant(10s));
  t.events.tell();
  t.events.down(1, "six", instant(50s));
  t.events.tell();
  REQUIRE(t.who.all.size() == 2);
  CHECK(t.who.all[1].why == "six");
  t.events.up(0, "IPv4", instant(60s));
  t.events.up(1, "IPv6", instant(70s));
  REQUIRE(t.who.all.size() == 4);
  CHECK(t.who.all[2].lasted == 50s);
  CHECK(t.who.all[3].lasted == 20s);
}

TEST_CASE("a way that comes back before it was told is not told") {
  told t;
  t.events.down(0, "blink", instant(10s));
  t.events.up(0, "IPv4", instant(11s));
  t.events.tell();
  CHECK(t.who.all.empty());
  CHECK(t.events.since(0) == instant(11s));
}
