// SPDX-License-Identifier: Apache-2.0
#include "stats/slice_log.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

using namespace reachd::stats;

namespace {

slice random_slice(std::mt19937_64& random, std::size_t most = 80) {
  slice some;
  rtt_before before;
  for (auto i = 1 + random() % most; i > 0; --i) {
    const auto kind = static_cast<event_kind>(random() % 4 > 0 ? 0 : random() % 10);
    some.add({kind, kind == event_kind::reply ? random() >> (28 + random() % 36) : 1 + random() % 100}, before);
  }
  return some;
}

void check_same(const slice& one, const slice& other) {
  CHECK(one.totals.counts == other.totals.counts);
  CHECK(one.totals.sum == other.totals.sum);
  CHECK(one.totals.min == other.totals.min);
  CHECK(one.totals.max == other.totals.max);
  CHECK(one.totals.differences == other.totals.differences);
  CHECK(one.totals.pairs == other.totals.pairs);
  CHECK(one.totals.squares == doctest::Approx(other.totals.squares).epsilon(1e-6));
  REQUIRE(one.rtts.size() == other.rtts.size());
  for (std::size_t i = 0; i < one.rtts.size(); ++i) CHECK(one.rtts[i] == other.rtts[i]);
}

/// The log against plain slices in a map.
struct pair_of_logs {
  slice_log packed;
  std::map<std::int64_t, slice> plain;

  void add(std::int64_t number, const slice& closed) {
    packed.add(number, closed);
    plain[number].merge(closed);
  }
  void drop_below(std::int64_t number) {
    packed.drop_below(number);
    plain.erase(plain.begin(), plain.lower_bound(number));
  }
  void check(std::int64_t from) const {
    slice total;
    packed.merge_into(total, from);
    slice wanted;
    for (auto at = plain.lower_bound(from); at != plain.end(); ++at) wanted.merge(at->second);
    check_same(total, wanted);
  }
};

}  // namespace

TEST_CASE("what is packed comes back, from any number on, with slices added, merged and dropped at random") {
  std::mt19937_64 random(1);
  for (const std::int64_t start : {std::int64_t{-3}, std::int64_t{0}, std::int64_t{1} << 40}) {
    pair_of_logs logs;
    std::int64_t number = start;
    for (int i = 0; i < 500; ++i) {
      number += static_cast<std::int64_t>(random() % 3);  // 0: merged into the last
      logs.add(number, random_slice(random));
      if (random() % 3 == 0) logs.drop_below(number - static_cast<std::int64_t>(random() % 8));
      for (std::int64_t from = number - 9; from <= number + 1; ++from) logs.check(from);
    }
  }
}

TEST_CASE("a silent minute takes 12 bytes, one of a host that answers within a few buckets 50") {
  slice_log silent;
  slice some;
  rtt_before before;
  for (int i = 0; i < 60; ++i) some.add({event_kind::lost, 1}, before);
  silent.add(1000, some);
  CHECK(silent.bytes() <= 12);
  slice_log steady;
  some.clear();
  for (std::uint64_t i = 0; i < 60; ++i) some.add({event_kind::reply, 200'000 + i * 1000}, before);
  steady.add(1000, some);
  CHECK(steady.bytes() <= 50);
}

TEST_CASE("what is added under one number stays one slice") {
  slice some;
  rtt_before before;
  for (int i = 0; i < 60; ++i) some.add({event_kind::reply, 200'000}, before);
  slice_log log;
  log.add(3, some);
  const std::size_t one = log.bytes();
  for (int i = 0; i < 9; ++i) log.add(3, some);
  CHECK(log.bytes() < one + 10);
}

TEST_CASE("the largest slice fits: every bucket in use, every count large") {
  slice some;
  rtt_before before;
  for (std::uint64_t rtt = 1; rtt < std::uint64_t{1} << 36; rtt += 1 + rtt / 64) {
    some.add({event_kind::reply, rtt}, before);
    some.rtts.add(key_of(reachd::core::nanoseconds(static_cast<std::int64_t>(rtt))), (std::uint64_t{1} << 40) - 1);
    some.totals.counts.replies += (std::uint64_t{1} << 40) - 1;
  }
  REQUIRE(some.rtts.size() > 250);
  slice_log log;
  log.add(INT64_MAX / 2, some);
  log.add(INT64_MAX / 2 + 1, some);
  slice last;
  log.merge_into(last, INT64_MAX / 2 + 1);
  check_same(last, some);
}

TEST_CASE("a log that was emptied takes slices again") {
  std::mt19937_64 random(4);
  pair_of_logs logs;
  logs.drop_below(5);
  logs.check(0);
  logs.add(7, random_slice(random));
  logs.drop_below(8);
  CHECK(logs.packed.bytes() == 0);
  logs.check(0);
  logs.add(9, random_slice(random));
  logs.check(0);
}
