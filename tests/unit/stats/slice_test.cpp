// SPDX-License-Identifier: Apache-2.0
#include "stats/slice.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace reachd::stats;

namespace {

slice random_slice(std::mt19937_64& random) {
  slice some;
  rtt_before before;
  for (auto i = random() % 50; i > 0; --i) {
    const auto kind = static_cast<event_kind>(random() % 10);
    some.add({kind, kind == event_kind::reply ? random() % 60'000'000'000 : 1}, before);
  }
  return some;
}

std::uint64_t values_in(const sketch& rtts) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < rtts.size(); ++i) count += rtts[i].count;
  return count;
}

void check_same(const slice& one, const slice& other) {
  CHECK(one.totals.counts == other.totals.counts);
  CHECK(one.totals.sum == other.totals.sum);
  CHECK(one.totals.min == other.totals.min);
  CHECK(one.totals.max == other.totals.max);
  CHECK(one.totals.squares == doctest::Approx(other.totals.squares).epsilon(1e-9));
  REQUIRE(one.rtts.size() == other.rtts.size());
  for (std::size_t i = 0; i < one.rtts.size(); ++i) CHECK(one.rtts[i] == other.rtts[i]);
}

}  // namespace

TEST_CASE("the sketch counts as many values as there are replies, also after merging") {
  std::mt19937_64 random(1);
  slice all;
  for (int i = 0; i < 100; ++i) {
    const slice some = random_slice(random);
    CHECK(values_in(some.rtts) == some.totals.counts.replies);
    all.merge(some);
    CHECK(values_in(all.rtts) == all.totals.counts.replies);
  }
  CHECK(all.totals.counts.replies > 100);
}

TEST_CASE("merging slices is associative, and the empty one changes nothing") {
  std::mt19937_64 random(2);
  for (int round = 0; round < 200; ++round) {
    const slice a = random_slice(random);
    const slice b = random_slice(random);
    const slice c = random_slice(random);
    slice left = a;
    left.merge(b);
    left.merge(c);
    slice right = b;
    right.merge(c);
    slice other = a;
    other.merge(right);
    check_same(left, other);
    slice with_nothing = a;
    with_nothing.merge(slice{});
    check_same(with_nothing, a);
    slice from_nothing;
    from_nothing.merge(a);
    check_same(from_nothing, a);
  }
}

TEST_CASE("a cleared slice is empty") {
  std::mt19937_64 random(3);
  slice some = random_slice(random);
  REQUIRE_FALSE(some.empty());
  some.clear();
  CHECK(some.empty());
  check_same(some, slice{});
}
