// SPDX-License-Identifier: Apache-2.0
#include "daemon/text_table.hpp"

#include <doctest/doctest.h>

using namespace reachd::daemon;

TEST_CASE("columns are as wide as their widest text, and lines end without blanks") {
  CHECK(table_of({{"a", "bbb", "c"}, {"län", "b"}, {"x"}}) == "a    bbb  c\nlän  b\nx\n");
  CHECK(table_of({}).empty());
}

TEST_CASE("what would leave the line is shown as a question mark") { CHECK(visible("a\n\x1b[1m\x7f") == "a??[1m?"); }
