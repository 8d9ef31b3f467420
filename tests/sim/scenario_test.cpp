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
}
