// SPDX-License-Identifier: Apache-2.0
#include "daemon/crowd_log.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using reachd::core::instant;
using reachd::daemon::crowd_log;

TEST_CASE("the first few of a kind are said, the others are counted until their second is over") {
  crowd_log crowds;
  std::uint64_t said = 0;
  for (int i = 0; i < 1000; ++i) said += crowds.admit("unknown", instant(10s + 1ms * (i % 500)));
  CHECK(said == crowd_log::said_each_second);
  CHECK(crowds.admit("up", instant(10s)));
  CHECK(crowds.take(instant(10'900ms)).empty());
  const auto rest = crowds.take(instant(11s));
  REQUIRE(rest.size() == 1);
  CHECK(rest[0].kind == "unknown");
  CHECK(rest[0].count == 1000 - crowd_log::said_each_second);
  CHECK(crowds.take(instant(20s)).empty());
  CHECK(crowds.admit("unknown", instant(20s)));
}
