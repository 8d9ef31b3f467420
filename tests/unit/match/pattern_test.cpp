// SPDX-License-Identifier: Apache-2.0
#include "match/pattern.hpp"

#include <doctest/doctest.h>

using reachd::match::pattern;

TEST_CASE("a pattern is found anywhere") {
  const auto ok = pattern::compile("^220 .*ESMTP");
  REQUIRE(ok);
  CHECK(ok->found_in("220 mail ESMTP ready"));
  CHECK_FALSE(ok->found_in("554 mail ESMTP"));
  CHECK_FALSE(ok->found_in(""));
}

TEST_CASE("equal patterns are written alike, and a copy outlives its origin") {
  auto first = pattern::compile("a+");
  const pattern copy = *first;
  CHECK(copy == *pattern::compile("a+"));
  CHECK_FALSE(copy == *pattern::compile("a*"));
  first = pattern::compile("b");
  CHECK(copy.found_in("xaax"));
}

TEST_CASE("what cannot be compiled says why") {
  for (const char* wrong : {"(", "a{99999}", "(?P<x", "[z-a]", "\\1"}) {
    const auto none = pattern::compile(wrong);
    REQUIRE_FALSE(none);
    CHECK_FALSE(none.error().message().empty());
  }
}

TEST_CASE("a pattern that takes others exponential time reads a long text") {
  const auto nested = pattern::compile("(a+)+$");
  REQUIRE(nested);
  CHECK_FALSE(nested->found_in(std::string(1 << 20, 'a') + "b"));
}

TEST_CASE("bytes that are no UTF-8 match nothing that they should not") {
  const auto dot = pattern::compile("^a.b$");
  REQUIRE(dot);
  CHECK_FALSE(
      dot->found_in("a\xFF"
                    "b"));
  CHECK(
      dot->found_in("a\xC3\xA9"
                    "b"));
}
