// SPDX-License-Identifier: Apache-2.0
#include "stats/readings.hpp"

#include <doctest/doctest.h>

using namespace reachd::stats;

TEST_CASE("readings stand in the order in which they were told, with the labels of their kind") {
  readings told;
  CHECK(told.problem.empty());
  CHECK(told.values.empty());
  told.add(reading_kind::http_status, 404);
  told.add(reading_kind::phase, 0.25, "connect");
  told.add(reading_kind::exec_perfdata, -1, "load", "s");
  REQUIRE(told.values.size() == 3);
  CHECK(told.values[0].what == reading_kind::http_status);
  CHECK(told.values[0].value == 404);
  CHECK(told.values[0].labels == std::array<std::string, 2>{});
  CHECK(told.values[1].labels == std::array<std::string, 2>{"connect", ""});
  CHECK(told.values[2].value == -1);
  CHECK(told.values[2].labels == std::array<std::string, 2>{"load", "s"});
}

TEST_CASE("the last kind is the last of the tables by kind") {
  CHECK(static_cast<std::size_t>(reading_kind::burst_loss) + 1 == reading_kind_count);
}
