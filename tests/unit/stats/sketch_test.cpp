// SPDX-License-Identifier: Apache-2.0
#include "stats/sketch.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <vector>

using namespace std::chrono_literals;
using reachd::core::nanoseconds;
using reachd::stats::bucket_key;
using reachd::stats::key_of;
using reachd::stats::sketch;

TEST_CASE("cells are sorted by key and count what was added, one by one and many at once") {
  std::mt19937 random(1);
  std::map<bucket_key, std::uint64_t> wanted;
  sketch some;
  for (int i = 0; i < 10'000; ++i) {
    const auto key = static_cast<bucket_key>(random() % 300);
    const std::uint64_t count = random() % 4 == 0 ? random() : 1;
    if (count == 0) continue;
    wanted[key] += count;
    some.add(key, count);
  }
  REQUIRE(some.size() == wanted.size());
  std::size_t at = 0;
  for (const auto& [key, count] : wanted) CHECK(some[at++] == sketch::cell{key, count});
}

TEST_CASE("a cell counts far beyond 32 bits") {
  sketch some;
  some.add(7, (std::uint64_t{1} << 48) - 2);
  some.add(7);
  CHECK(some[0] == sketch::cell{7, (std::uint64_t{1} << 48) - 1});
  CHECK(some.size() == 1);
}

TEST_CASE("the value of a rank is less than 2^(1/8) off, from 1 ns to a minute") {
  std::mt19937_64 random(5);
  for (const double widest : {1.0, 8.0, 36.0}) {
    std::uniform_real_distribution<double> exponent(0, widest);
    sketch some;
    std::vector<std::int64_t> values;
    for (int i = 0; i < 2000; ++i) {
      values.push_back(static_cast<std::int64_t>(std::exp2(36 - widest + exponent(random))));
      some.add(key_of(nanoseconds(values.back())));
    }
    std::sort(values.begin(), values.end());
    double before = 0;
    for (std::size_t rank = 1; rank <= values.size(); ++rank) {
      const double value = some.value_at(rank);
      const double ratio = value / static_cast<double>(values[rank - 1]);
      REQUIRE(std::max(ratio, 1 / ratio) < std::exp2(1.0 / 8));
      REQUIRE(value > before);
      before = value;
    }
  }
}

TEST_CASE("one value in a bucket is taken for its middle") {
  sketch some;
  some.add(key_of(1s));
  const auto [above, up_to] = reachd::stats::edges_of(key_of(1s));
  CHECK(some.value_at(1) == doctest::Approx((above + up_to) / 2));
}

TEST_CASE("an empty sketch has no cells and gives 0, also after it was cleared") {
  sketch some;
  CHECK(some.size() == 0);
  CHECK(some.value_at(1) == 0);
  some.add(3);
  some.clear();
  CHECK(some.size() == 0);
  CHECK(some.value_at(1) == 0);
}
