// SPDX-License-Identifier: Apache-2.0
#include "stats/histogram.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <random>

using namespace std::chrono_literals;
using reachd::core::nanoseconds;
using reachd::stats::classic_edge;
using reachd::stats::classic_edges;
using reachd::stats::histogram;

TEST_CASE("a value on an edge is in the bucket below it, one nanosecond more in the next") {
  for (std::size_t n = 0; n < classic_edges; ++n) {
    CAPTURE(n);
    histogram sketch;
    sketch.record(classic_edge(n));
    CHECK(sketch.classic()[n] == 1);
    sketch.record(classic_edge(n) + 1ns);
    CHECK(sketch.classic()[n + 1] == 1);
    CHECK(sketch.classic()[n] == 1);
  }
}

TEST_CASE("the edges are those of smokeping_prober: 50 us to 26.2144 s") {
  CHECK(classic_edge(0) == 50us);
  CHECK(classic_edge(classic_edges - 1) == nanoseconds(26'214'400'000));
}

TEST_CASE("extreme values are counted: 0, 1 ns, a minute, a day") {
  histogram sketch;
  for (const nanoseconds value : {0ns, 1ns, nanoseconds(60s), nanoseconds(24h)}) sketch.record(value);
  CHECK(sketch.classic()[0] == 2);
  CHECK(sketch.classic()[classic_edges] == 2);
  CHECK(sketch.count() == 4);
  CHECK(sketch.sum() == 24h + 60s + 1ns);
}

TEST_CASE("against counting by comparison: 100,000 random values fall into the same buckets") {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> exponent(0, 35);
  histogram sketch;
  histogram::classic_counts wanted{};
  nanoseconds sum{};
  for (int i = 0; i < 100'000; ++i) {
    const nanoseconds value(static_cast<std::int64_t>(std::exp2(exponent(random))));
    std::size_t n = 0;
    while (n < classic_edges && value > classic_edge(n)) ++n;
    ++wanted[n];
    sum += value;
    sketch.record(value);
  }
  CHECK(sketch.classic() == wanted);
  CHECK(sketch.sum() == sum);
  CHECK(sketch.count() == 100'000);
}
