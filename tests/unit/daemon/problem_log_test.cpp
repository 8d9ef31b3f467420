// SPDX-License-Identifier: Apache-2.0
#include "daemon/problem_log.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using reachd::core::instant;
using reachd::daemon::problem_log;

TEST_CASE("a problem is said at once, then once a minute with what was left unsaid") {
  problem_log problems;
  const instant start(1h);
  CHECK(problems.say("EPERM", start) == 0);
  for (int i = 1; i < 60; ++i) CHECK_FALSE(problems.say("EPERM", start + i * 1s).has_value());
  CHECK(problems.say("EPERM", start + 60s) == 59);
  CHECK_FALSE(problems.say("EPERM", start + 61s).has_value());
}

TEST_CASE("problems do not hide each other") {
  problem_log problems;
  CHECK(problems.say("EPERM", instant(1h)) == 0);
  CHECK(problems.say("ENOBUFS", instant(1h)) == 0);
}

TEST_CASE("keys without end do not take memory without end, and the first of each is still said") {
  problem_log problems;
  for (int i = 0; i < 5000; ++i) REQUIRE(problems.say(std::to_string(i), instant(1h)) == 0);
}
