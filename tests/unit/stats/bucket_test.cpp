// SPDX-License-Identifier: Apache-2.0
#include "stats/bucket.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace std::chrono_literals;
using reachd::core::nanoseconds;
using reachd::stats::bucket_edges;
using reachd::stats::classic_bucket;
using reachd::stats::classic_edge;
using reachd::stats::classic_edges;
using reachd::stats::edges_of;
using reachd::stats::key_of;

namespace {

nanoseconds random_rtt(std::mt19937_64& random) {
  return nanoseconds(static_cast<std::int64_t>(std::exp2(std::uniform_real_distribution<double>(0, 36)(random))));
}

}  // namespace

TEST_CASE("a value lies within the edges of its bucket, whose width is less than 2^(1/8)") {
  std::mt19937_64 random(2);
  for (int i = 0; i < 100'000; ++i) {
    const nanoseconds value = random_rtt(random);
    const bucket_edges edges = edges_of(key_of(value));
    const auto ns = static_cast<double>(value.count());
    REQUIRE(edges.above * (1 - 1e-12) < ns);
    REQUIRE(ns <= edges.up_to * (1 + 1e-12));
    REQUIRE(edges.up_to / edges.above <= std::exp2(1.0 / 8) * (1 + 1e-12));
  }
}

TEST_CASE("the native part of a key is what the logarithm says") {
  std::mt19937_64 random(3);
  for (int i = 0; i < 100'000; ++i) {
    const nanoseconds value = random_rtt(random);
    const double eighths = std::log2(static_cast<double>(value.count()) * 1e-9) * 8;
    REQUIRE((key_of(value) >> 5) - 256 == static_cast<int>(std::ceil(eighths)));
  }
}

TEST_CASE("a whole power of two in seconds closes its bucket") {
  CHECK(key_of(1s) + 32 == key_of(1s + 1ns));
  CHECK(key_of(500ms) + 32 == key_of(500ms + 1ns));
  CHECK(key_of(4s) + 32 == key_of(4s + 1ns));
}

TEST_CASE("keys are in the order of the values, and change at each classic edge") {
  std::mt19937_64 random(4);
  for (int i = 0; i < 100'000; ++i) {
    const nanoseconds one = random_rtt(random);
    const nanoseconds other = random_rtt(random);
    if (one <= other) {
      REQUIRE(key_of(one) <= key_of(other));
    }
  }
  for (std::size_t n = 0; n < classic_edges; ++n) {
    CHECK(key_of(classic_edge(n)) < key_of(classic_edge(n) + 1ns));
    CHECK(classic_bucket(key_of(classic_edge(n))) == n);
    CHECK(classic_bucket(key_of(classic_edge(n) + 1ns)) == n + 1);
  }
}

TEST_CASE("a key has 14 bits at both ends of time; what is not positive falls to 1 ns") {
  CHECK(key_of(nanoseconds::max()) < 1 << 14);
  CHECK(key_of(0ns) == key_of(1ns));
  CHECK(key_of(-5s) == key_of(1ns));
  CHECK(key_of(1ns) < key_of(2ns));
  CHECK(key_of(60s) < key_of(66s));
}
