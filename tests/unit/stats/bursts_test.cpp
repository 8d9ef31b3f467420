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
  CHECK(last.number == 1);
  CHECK(last.loss_ratio == doctest::Approx(1.0 / 3));
  CHECK(some.open() == 0);
}

TEST_CASE("it has failed when all of its probes have, and as the last of them") {
  bursts some;
  some.begin(1, 3);
  CHECK_FALSE(some.ended(1, outcome::lost).counts_as);
  CHECK_FALSE(some.ended(3, outcome::lost).counts_as);
  const auto last = some.ended(2, outcome::unreachable);
  CHECK(last.counts_as == outcome::unreachable);
  CHECK(last.loss_ratio == 1);
}

TEST_CASE("an error of ours or a stop among them is no step towards down") {
  bursts some;
  some.begin(1, 3);
  CHECK_FALSE(some.ended(1, outcome::lost).counts_as);
  CHECK_FALSE(some.ended(2, outcome::local_error).counts_as);
  const auto last = some.ended(3, outcome::lost);
  CHECK(last.counts_as == outcome::local_error);
  CHECK(last.loss_ratio == 1);
  some.begin(4, 2);
  some.ended(4, outcome::local_error);
  const auto none = some.ended(5, outcome::local_error);
  CHECK(none.counts_as == outcome::local_error);
  CHECK_FALSE(none.loss_ratio);
  some.begin(6, 2);
  some.ended(6, outcome::lost);
  CHECK(some.ended(7, outcome::stopped).counts_as == outcome::stopped);
}

TEST_CASE("bursts overlap, in any order of ends, and each has its number") {
  bursts some;
  some.begin(1, 2);
  CHECK(some.begins_at(1) == 1);
  CHECK_FALSE(some.begins_at(2));
  some.begin(3, 2);
  CHECK(some.begins_at(3) == 2);
  CHECK_FALSE(some.begins_at(1));
  CHECK(some.ended(3, outcome::reply).number == 2);
  CHECK(some.ended(1, outcome::lost).number == 1);
  CHECK(some.ended(4, outcome::lost).loss_ratio == 0.5);
  CHECK(some.ended(2, outcome::lost).counts_as == outcome::lost);
  CHECK(some.open() == 0);
}

TEST_CASE("a burst that is cut short is not measured, unless something answered") {
  bursts some;
  some.begin(1, 5);
  CHECK_FALSE(some.ended(1, outcome::lost).counts_as);
  CHECK_FALSE(some.cut(3));
  const auto last = some.ended(2, outcome::lost);
  CHECK(last.counts_as == outcome::local_error);
  CHECK(last.loss_ratio == 1);
  some.begin(3, 5);
  CHECK(some.cut(3) == 2);  // nothing of it began
  CHECK(some.open() == 0);
  some.begin(3, 5);
  some.ended(3, outcome::lost);
  CHECK(some.cut(4) == 3);  // nobody is left to decide
  some.begin(4, 5);
  CHECK(some.ended(4, outcome::reply).counts_as == outcome::reply);
  CHECK_FALSE(some.cut(5));
  CHECK(some.open() == 0);
  CHECK_FALSE(some.cut(5));
}

TEST_CASE("a probe of no burst counts as what it is") {
  bursts some;
  CHECK(some.ended(9, outcome::lost).counts_as == outcome::lost);
  CHECK(some.ended(9, outcome::lost).number == 9);
}
