// SPDX-License-Identifier: Apache-2.0
#include "sim/draws.hpp"

#include <doctest/doctest.h>

using reachd::core::nanoseconds;
using reachd::sim::draws;

TEST_CASE("the random numbers are those of the paper, on every machine") {
  draws draw(1234567);
  CHECK(draw.next() == 6457827717110365317u);
  CHECK(draw.next() == 3203168211198807973u);
  CHECK(draw.next() == 9817491932198370423u);
}

TEST_CASE("a bound holds, and every value below it occurs") {
  draws draw(1);
  std::uint64_t seen = 0;
  for (int count = 0; count < 1000; ++count) {
    const auto value = draw.below(10);
    REQUIRE(value < 10);
    seen |= std::uint64_t{1} << value;
  }
  CHECK(seen == 0x3ff);
  CHECK(draw.between(nanoseconds(5), nanoseconds(5)) == nanoseconds(5));
}
