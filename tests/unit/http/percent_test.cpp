// SPDX-License-Identifier: Apache-2.0
#include "http/percent.hpp"

#include <doctest/doctest.h>

using reachd::http::percent_decode;

TEST_CASE("escapes are decoded once, whatever byte they stand for") {
  CHECK(percent_decode("/a%20b") == "/a b");
  CHECK(percent_decode("%2525") == "%25");
  CHECK(percent_decode("%c3%BC") == "\xc3\xbc");
  CHECK(percent_decode("a%00b") == std::string("a\0b", 3));
  CHECK(percent_decode("") == "");
}

TEST_CASE("a broken escape is refused") {
  CHECK_FALSE(percent_decode("%"));
  CHECK_FALSE(percent_decode("%4"));
  CHECK_FALSE(percent_decode("%4g"));
  CHECK_FALSE(percent_decode("%-1"));
  CHECK_FALSE(percent_decode("%+1"));
  CHECK_FALSE(percent_decode("ok%zz"));
}
