// SPDX-License-Identifier: Apache-2.0
#include "core/outcome.hpp"

#include <doctest/doctest.h>

using reachd::core::is_failure;
using reachd::core::name_of;
using reachd::core::outcome;

TEST_CASE("what we could not do ourselves is no failure of the target") {
  for (const outcome how : {outcome::lost, outcome::unreachable, outcome::refused, outcome::mismatch}) {
    CHECK(is_failure(how));
  }
  for (const outcome how : {outcome::reply, outcome::local_error, outcome::stopped}) CHECK_FALSE(is_failure(how));
}

TEST_CASE("names are those of the metrics") {
  CHECK(name_of(outcome::reply) == "reply");
  CHECK(name_of(outcome::local_error) == "local_error");
  CHECK(name_of(outcome::stopped) == "stopped");
}
