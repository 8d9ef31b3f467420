// SPDX-License-Identifier: Apache-2.0
#include "daemon/iso_time.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using reachd::core::wall_time;
using reachd::daemon::iso_time;

TEST_CASE("a time in UTC with milliseconds; the epoch is never") {
  CHECK(iso_time(wall_time(1'700'000'000s + 7ms)) == "2023-11-14T22:13:20.007Z");
  CHECK(iso_time(wall_time(1'700'000'000s + 999'999'999ns)) == "2023-11-14T22:13:20.999Z");
  CHECK(iso_time({}).empty());
}
