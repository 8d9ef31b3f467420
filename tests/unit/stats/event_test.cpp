// SPDX-License-Identifier: Apache-2.0
#include "stats/event.hpp"

#include <doctest/doctest.h>

using namespace reachd::stats;
using reachd::core::outcome;
using reachd::core::outcome_count;

TEST_CASE("each outcome has a kind of event") {
  for (std::size_t i = 0; i < outcome_count; ++i) {
    const auto ended = static_cast<outcome>(i);
    CHECK(is_outcome(kind_of(ended)));
  }
  CHECK(kind_of(outcome::reply) == event_kind::reply);
  CHECK(kind_of(outcome::mismatch) == event_kind::mismatch);
  CHECK(kind_of(outcome::stopped) == event_kind::stopped);
}

TEST_CASE("what happens besides is no outcome") {
  for (const event_kind besides : {event_kind::late, event_kind::duplicate, event_kind::skipped}) {
    CHECK_FALSE(is_outcome(besides));
  }
}
