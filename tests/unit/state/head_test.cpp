// SPDX-License-Identifier: Apache-2.0
#include "state/head.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using reachd::core::wall_time;
using reachd::state::gap_between;

TEST_CASE("within one boot a step of the wall clock does not change the gap") {
  CHECK(gap_between({wall_time(1000h), 10h, 7}, {wall_time(1000h), 10h + 3s, 7}) == 3s);
  CHECK(gap_between({wall_time(1000h), 10h, 7}, {wall_time(9000h), 10h + 3s, 7}) == 3s);
}

TEST_CASE("across boots, or where the boot is unknown, the wall clock says it") {
  CHECK(gap_between({wall_time(1000h), 10h, 7}, {wall_time(1001h), 1min, 8}) == 1h);
  CHECK(gap_between({wall_time(1000h), 10h, 0}, {wall_time(1001h), 10h, 0}) == 1h);
}

TEST_CASE("a gap is never below zero and never absurd") {
  CHECK(gap_between({wall_time(1000h), 10h, 7}, {wall_time(1h), 1min, 8}) == 0s);
  CHECK(gap_between({wall_time(1000h), 10h, 7}, {wall_time(1000h), 9h, 7}) == 0s);
  CHECK(gap_between({wall_time{}, 10h, 7}, {wall_time(1'000'000h), 9h, 8}) == 24h * 365 * 30);
}
