// SPDX-License-Identifier: Apache-2.0
#include "sim/scenario.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace std::chrono_literals;
using namespace reachd::sim;

TEST_CASE("what a scenario does not say has a built-in value") {
  const auto read = parse_scenario("here/calm.yaml", "run: 90s\n");
  REQUIRE(read);
  CHECK(read->name == "calm");
  CHECK(read->run == 90s);
  CHECK(read->targets == 20);
  CHECK(read->plan.interval == 1s);
  CHECK(read->behaviour_of(3, 5s).delay.least == 1ms);
}

TEST_CASE("the last phase that fits the time and the target holds") {
  const auto read = parse_scenario("s.yaml",
                                   "network:\n"
                                   "  - does: delay=2ms\n"
                                   "  - {from: 10s, until: 20s, repeat: 60s, every: 2, does: lose=all}\n");
  REQUIRE(read);
  CHECK(read->behaviour_of(2, 9s).lose.off());
  CHECK(read->behaviour_of(2, 10s).lose.every == 1);
  CHECK(read->behaviour_of(3, 10s).lose.off());
  CHECK(read->behaviour_of(2, 20s).lose.off());
  CHECK(read->behaviour_of(2, 75s).lose.every == 1);
}

TEST_CASE("the uplink, what is on our link, removals and the machine's sleep") {
  const auto read = parse_scenario("s.yaml",
                                   "uplink:\n"
                                   "  on_link: 4\n"
                                   "  cut:\n"
                                   "    - {from: 10s, until: 20s}\n"
                                   "    - {from: 30s, until: 40s, how: no_route}\n"
                                   "removed: [{from: 5s, until: 6s, repeat: 10s, every: 3}]\n"
                                   "suspends: [{at: 50s}, {at: 9s, lasts: 2h}]\n");
  REQUIRE(read);
  CHECK(read->uplink_cut_of(1, 9s) == nullptr);
  REQUIRE(read->uplink_cut_of(1, 10s) != nullptr);
  CHECK(read->uplink_cut_of(1, 10s)->how == uplink_fault::silence);
  CHECK(read->uplink_cut_of(4, 10s) == nullptr);
  CHECK(read->uplink_cut_of(0, 10s) != nullptr);  // the gateway
  CHECK(read->uplink_cut_of(1, 20s) == nullptr);
  CHECK(read->uplink_cut_of(1, 30s)->how == uplink_fault::no_route);
  CHECK(read->is_removed(3, 5s));
  CHECK(read->is_removed(3, 15s));
  CHECK(!read->is_removed(3, 6s));
  CHECK(!read->is_removed(4, 5s));
  REQUIRE(read->suspends.size() == 2);
  CHECK(read->suspends[0].lasts == 2h);
  CHECK(read->suspends[1].lasts == 60s);
}

TEST_CASE("a changed target has the keys that are written, and the others as before") {
  const auto read = parse_scenario("s.yaml",
                                   "target: {interval: 2s, timeout: 5s, up_after: 4}\n"
                                   "changed:\n"
                                   "  - {from: 10s, until: 20s, repeat: 60s, every: 3, interval: 4s}\n"
                                   "  - {from: 15s, until: 20s, every: 2, timeout: 1s, down_after: 7}\n");
  REQUIRE(read);
  CHECK(&read->plan_of(3, 9s) == &read->plan);
  CHECK(read->plan_of(3, 10s).interval == 4s);
  CHECK(read->plan_of(3, 70s).retry == 4s);
  CHECK(read->plan_of(3, 10s).timeout == 5s);
  CHECK(&read->plan_of(3, 20s) == &read->plan);
  CHECK(read->plan_of(6, 15s).interval == 2s);
  CHECK(read->plan_of(6, 15s).timeout == 1s);
  CHECK(read->plan_of(6, 15s).down_after == 7);
  CHECK(read->plan_of(6, 15s).up_after == 4);
}

TEST_CASE("the words of a behaviour") {
  const auto read = parse_behaviour("delay=1ms..9ms lose=2.5% duplicate=1/7 hold=all:30ms refuse=1/2:EPERM quote=8");
  REQUIRE(read);
  CHECK(read->delay.most == 9ms);
  CHECK(read->lose.per_million == 25'000);
  CHECK(read->duplicate.every == 7);
  CHECK(read->hold_for == 30ms);
  CHECK(read->refuse_with == EPERM);
  CHECK(read->quoted == 8);
}

TEST_CASE("a mistake is told with its place") {
  for (const auto* words : {"lose", "lose=", "lose=5", "lose=101%", "lose=1/0", "delay=9ms..1ms", "burst=1%", "hold=1%",
                            "refuse=all:EIO", "quote=9", "and"}) {
    CAPTURE(words);
    CHECK(!parse_behaviour(words));
  }
  const auto wrong = parse_scenario("s.yaml", "run: 1m\ntargts: 5\nnetwork:\n  - does: loose=all\n");
  REQUIRE(!wrong);
  CHECK(wrong.error().find("s.yaml:2:1: error: unknown key 'targts'") != std::string::npos);
  CHECK(wrong.error().find("s.yaml:4:11: error: 'loose=all'") != std::string::npos);
  CHECK(!parse_scenario("s.yaml", "# nothing\n"));
  CHECK(!parse_scenario("s.yaml", "uplink: {cut: [how: gone]}\n"));
  CHECK(!parse_scenario("s.yaml", "removed: [every: 0]\n"));
}
