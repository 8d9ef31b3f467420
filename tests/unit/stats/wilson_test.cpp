// SPDX-License-Identifier: Apache-2.0
// The values are worked out by hand from the formula of E. B. Wilson, JASA 22 (1927), 209-212, with z = 1.959964:
// (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n).
#include "stats/wilson.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

using doctest::Approx;
using reachd::stats::share_interval;
using reachd::stats::wilson_95;

namespace {

void check(share_interval found, double low, double high) {
  CHECK(found.low == Approx(low).epsilon(1e-5));
  CHECK(found.high == Approx(high).epsilon(1e-5));
}

}  // namespace

TEST_CASE("none and all: one bound is exactly 0 or 1, the other z²/(n + z²) away from it") {
  for (const std::uint64_t n : {1U, 3U, 10U, 1'000'000U}) {
    const double far = 3.841459 / (static_cast<double>(n) + 3.841459);
    const share_interval none = wilson_95(0, n);
    CHECK(none.low == 0);
    CHECK(none.high == Approx(far).epsilon(1e-5));
    const share_interval all = wilson_95(n, n);
    CHECK(all.low == Approx(1 - far).epsilon(1e-5));
    CHECK(all.high == 1);
  }
}

TEST_CASE("values in between") {
  check(wilson_95(1, 10), 0.0178762, 0.4041500);
  check(wilson_95(5, 10), 0.2365931, 0.7634069);
  check(wilson_95(1, 2), 0.0945312, 0.9054688);
  check(wilson_95(10, 100), 0.0552291, 0.1743657);
}

TEST_CASE("the share lies within its bounds, they narrow with more samples, and losing mirrors answering") {
  for (std::uint64_t n = 1; n < 60; ++n) {
    for (std::uint64_t hits = 0; hits <= n; ++hits) {
      const share_interval found = wilson_95(hits, n);
      const double share = static_cast<double>(hits) / static_cast<double>(n);
      REQUIRE(found.low >= 0);
      REQUIRE(found.low <= share);
      REQUIRE(found.high >= share);
      REQUIRE(found.high <= 1);
      const share_interval more = wilson_95(hits * 10, n * 10);
      REQUIRE(more.high - more.low < found.high - found.low);
      const share_interval mirrored = wilson_95(n - hits, n);
      REQUIRE(mirrored.low == Approx(1 - found.high));
      REQUIRE(mirrored.high == Approx(1 - found.low));
    }
  }
}
