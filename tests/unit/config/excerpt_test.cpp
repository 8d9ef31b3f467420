// SPDX-License-Identifier: Apache-2.0
#include "config/excerpt.hpp"

#include <doctest/doctest.h>

using reachd::config::make_excerpt;

TEST_CASE("a caret lines up below what is meant") {
  const auto shown = make_excerpt("  interval: 5", 12, 1);
  CHECK(shown.text == "  interval: 5");
  CHECK(shown.indent == 12);
  CHECK(shown.underline == 0);
  CHECK(make_excerpt("abc def", 4, 3).underline == 2);
}

TEST_CASE("tabs, control characters and wide characters keep the caret in its column") {
  CHECK(make_excerpt("\ta\x1B[0m: x", 7, 1).text == " a\xEF\xBF\xBD[0m: x");
  CHECK(make_excerpt("\ta\x1B[0m: x", 7, 1).indent == 7);
  CHECK(make_excerpt("\xE4\xB8\xAD: x", 5, 1).indent == 4);
  CHECK(make_excerpt("\xC3\xA9: x", 4, 1).indent == 3);
}

TEST_CASE("a long line is cut on both sides of the place") {
  const std::string line = std::string(100'000, 'a') + "HERE" + std::string(100'000, 'b');
  const auto shown = make_excerpt(line, 100'000, 4);
  CHECK(shown.text.size() < 140);
  CHECK(shown.text.find("HERE") != std::string::npos);
  CHECK(shown.text.starts_with("\xE2\x80\xA6"));
  CHECK(shown.text.ends_with("\xE2\x80\xA6"));
  CHECK(shown.indent == 61);
  CHECK(shown.underline == 3);
}

TEST_CASE("the end of a line and an empty line have a place") {
  CHECK(make_excerpt("abc", 3, 1).indent == 3);
  CHECK(make_excerpt("abc\r", 4, 1).text == "abc");
  CHECK(make_excerpt("", 0, 1).indent == 0);
  CHECK(make_excerpt("abc", 99, 5).indent == 3);
}
