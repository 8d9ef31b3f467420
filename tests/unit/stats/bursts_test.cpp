// SPDX-License-Identifier: Apache-2.0
#include "stats/bursts.hpp"

#include <doctest/doctest.h>

using reachd::core::outcome;
using reachd::stats::bursts;

TEST_CASE("the first reply decides, at once and alone") {
  bursts some;
  some.begin(1, 3);
  CHECK_FALSE(some.ended(1, outcome::lost).counts_as);
  CHECK(some.ended(2, outcome::reply).counts_as == outcome::reply);
  const auto last = some.ended(3, outcome::reply);
  CHECK_FALSE(last.counts_as);
  CHECK(last.loss_ratio == doctest::Approx(1.0 / 3));
  CHECK(some.open() == 0);
}

TEST_CASE("without a reply the last end decides, and errors of ours count for nothing beside failures") {
  bursts some;
  some.begin(1, 3);
  CHECK_FALSE(some.ended(1, outcome::unreachable).counts_as);
  CHECK_FALSE(some.ended(2, outcome::local_error).counts_as);
  const auto last = some.ended(3, outcome::local_error);
  CHECK(last.counts_as == outcome::unreachable);
  CHECK(last.loss_ratio == 1);
  some.begin(4, 2);
  CHECK_FALSE(some.ended(4, outcome::local_error).counts_as);
  const auto none = some.ended(5, outcome::local_error);
  CHECK(none.counts_as == outcome::local_error);
  CHECK_FALSE(none.loss_ratio);
}

TEST_CASE("bursts overlap, in any order of ends") {
  bursts some;
  some.begin(1, 2);
  some.begin(3, 2);
  CHECK(some.ended(3, outcome::reply).counts_as == outcome::reply);
  CHECK_FALSE(some.ended(1, outcome::lost).counts_as);
  CHECK(some.ended(4, outcome::lost).loss_ratio == 0.5);
  CHECK(some.ended(2, outcome::lost).counts_as == outcome::lost);
  CHECK(some.open() == 0);
}

TEST_CASE("a burst that was cut short does not decide as failed") {
  bursts some;
  some.begin(1, 5);
  CHECK_FALSE(some.ended(1, outcome::lost).counts_as);
  some.cut(3);
  const auto last = some.ended(2, outcome::lost);
  CHECK_FALSE(last.counts_as);
  CHECK(last.loss_ratio == 1);
  some.begin(3, 5);
  some.cut(3);
  CHECK(some.open() == 0);
  some.begin(3, 5);
  CHECK(some.ended(3, outcome::reply).counts_as == outcome::reply);
  some.cut(4);
  CHECK(some.open() == 0);
}

TEST_CASE("a probe of no burst counts as what it is") {
  bursts some;
  CHECK(some.ended(9, outcome::lost).counts_as == outcome::lost);
  some.cut(1);
}
