// SPDX-License-Identifier: Apache-2.0
#include "metrics/latency_histogram.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace std::chrono_literals;
using reachd::metrics::latency_histogram;

TEST_CASE("a delay is counted in the bucket whose upper edge it does not pass") {
  latency_histogram delays;
  delays.record(0ns);
  delays.record(100us);
  delays.record(100'001ns);
  delays.record(1s);
  delays.record(1'000'000'001ns);
  CHECK(delays.counts.front() == 2);
  CHECK(delays.counts[1] == 1);
  CHECK(delays.counts[delays.counts.size() - 2] == 1);
  CHECK(delays.counts.back() == 1);
  CHECK(std::accumulate(delays.counts.begin(), delays.counts.end(), std::uint64_t{0}) == 5);
  CHECK(delays.sum == 2s + 200us + 2ns);
}

TEST_CASE("a negative delay counts as none") {
  latency_histogram delays;
  delays.record(-5ms);
  CHECK(delays.counts.front() == 1);
  CHECK(delays.sum == 0ns);
}
