// SPDX-License-Identifier: Apache-2.0
#include "stats/quantiles.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

using namespace std::chrono_literals;
using namespace reachd::stats;
using reachd::core::nanoseconds;

namespace {

quantiles exactly(std::vector<std::uint64_t> values) { return quantiles_of(values); }

quantiles sketched(const std::vector<std::uint64_t>& values) {
  slice some;
  rtt_before before;
  for (const std::uint64_t value : values) some.add({event_kind::reply, value}, before);
  return quantiles_of(some);
}

/// The definition, read aloud: the smallest value that so many percent do not exceed.
nanoseconds defined(const std::vector<std::uint64_t>& values, std::size_t percent) {
  std::vector<std::uint64_t> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  std::size_t within = 1;
  while (within * 100 < percent * sorted.size()) ++within;
  return nanoseconds(static_cast<std::int64_t>(sorted[within - 1]));
}

void check_near(nanoseconds found, nanoseconds wanted) {
  const double ratio = static_cast<double>(found.count()) / static_cast<double>(wanted.count());
  CHECK(std::max(ratio, 1 / ratio) < std::exp2(1.0 / 8));
}

}  // namespace

TEST_CASE("1 to 100: the percentiles are the numbers themselves, in whatever order they come") {
  std::vector<std::uint64_t> values(100);
  std::iota(values.begin(), values.end(), 1);
  std::shuffle(values.begin(), values.end(), std::mt19937(1));
  CHECK(exactly(values).p50 == 50ns);
  CHECK(exactly(values).p90 == 90ns);
  CHECK(exactly(values).p99 == 99ns);
}

TEST_CASE("few values: one, two, three") {
  CHECK(exactly({7}).p50 == 7ns);
  CHECK(exactly({7}).p99 == 7ns);
  CHECK(exactly({9, 5}).p50 == 5ns);
  CHECK(exactly({9, 5}).p90 == 9ns);
  CHECK(exactly({9, 5, 7}).p50 == 7ns);
  CHECK(sketched({7'000}).p50 == 7us);
  CHECK(sketched({7'000}).p99 == 7us);
}

TEST_CASE("without a value all are 0") {
  CHECK(exactly({}).p99 == 0ns);
  CHECK(sketched({}).p99 == 0ns);
}

TEST_CASE("random values: exact from the values, less than 2^(1/8) off and within min and max from a slice") {
  std::mt19937_64 random(2);
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::uint64_t> values(1 + random() % 300);
    // Up to 60 s, from 4 us on: below some ten nanoseconds the rounding to whole ones alone is more.
    for (auto& value : values) value = 4'000 + (random() % 60'000'000'000 >> random() % 30);
    const quantiles exact = exactly(values);
    CHECK(exact.p50 == defined(values, 50));
    CHECK(exact.p90 == defined(values, 90));
    CHECK(exact.p99 == defined(values, 99));
    const quantiles near = sketched(values);
    check_near(near.p50, exact.p50);
    check_near(near.p90, exact.p90);
    check_near(near.p99, exact.p99);
    CHECK(near.p50 <= near.p90);
    CHECK(near.p90 <= near.p99);
    CHECK(near.p50.count() >= static_cast<std::int64_t>(*std::min_element(values.begin(), values.end())));
    CHECK(near.p99.count() <= static_cast<std::int64_t>(*std::max_element(values.begin(), values.end())));
  }
}

TEST_CASE("1 ns and 60 s") {
  CHECK(sketched({1, 1, 1}).p99 == 1ns);
  CHECK(sketched({60'000'000'000, 60'000'000'000}).p50 == 60s);
  CHECK(sketched({1, 60'000'000'000}).p50 == 1ns);
  check_near(sketched({1, 60'000'000'000}).p99, 60s);
}
