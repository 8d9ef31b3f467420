// SPDX-License-Identifier: Apache-2.0
#include "icmp/run_secret.hpp"

#include <doctest/doctest.h>

using namespace reachd;

TEST_CASE("two runs have different keys") {
  const auto first = icmp::random_run_secret();
  const auto second = icmp::random_run_secret();
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  CHECK(first->key != second->key);
  CHECK(first->key != wire::siphash_key{});
}
