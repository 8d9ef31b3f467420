// SPDX-License-Identifier: Apache-2.0
#include "core/time.hpp"

#include <doctest/doctest.h>

#include <type_traits>

using namespace std::chrono_literals;
using reachd::core::instant;
using reachd::core::never;
using reachd::core::to_seconds;
using reachd::core::wall_time;

TEST_CASE("the two scales do not mix") {
  static_assert(!std::is_convertible_v<instant, wall_time>);
  static_assert(!std::is_constructible_v<instant, wall_time>);
  CHECK(instant(2s) - instant(1s) == 1s);
}

TEST_CASE("never is after everything and can still be added to") {
  CHECK(never > instant(24h * 36500));
  CHECK(never + 24h * 36500 > never);
}

TEST_CASE("seconds keep nanoseconds") { CHECK(to_seconds(1'500'000'001ns) == doctest::Approx(1.500000001)); }
