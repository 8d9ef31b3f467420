// SPDX-License-Identifier: Apache-2.0
#include "config/quote.hpp"

#include <doctest/doctest.h>

namespace config = reachd::config;
constexpr std::size_t npos = std::string_view::npos;

TEST_CASE("a closing quote is found past escaped ones") {
  CHECK(config::find_closing_quote("'x'", 0) == 2);
  CHECK(config::find_closing_quote("'it''s' z", 0) == 6);
  CHECK(config::find_closing_quote(R"("a\"b" c)", 0) == 5);
  CHECK(config::find_closing_quote("'a\nb'", 0) == 4);
  for (const char* open : {"'x", "'it''", R"("a\")", "\"", "'", "x'"}) {
    CAPTURE(open);
    CHECK(config::find_closing_quote(open, 0) == npos);
  }
  CHECK(config::find_closing_quote("", 0) == npos);
}

TEST_CASE("the unclosed quote is found behind closed ones, comments and apostrophes") {
  CHECK(config::find_unclosed_quote("a: 'b' # it's\nc: don't\nd: 'x", 0) == 26);
  CHECK(config::find_unclosed_quote("a: 'b'", 0) == npos);
}

TEST_CASE("anchors, tags and comments stand before the content of a node") {
  CHECK(config::skip_properties("&a !!str 'x'", 0) == 9);
  CHECK(config::skip_properties("&a # c\n  x", 0) == 9);
  CHECK(config::skip_properties("x &a", 0) == 0);
  CHECK(config::skip_properties("&a", 0) == 2);
}
