// SPDX-License-Identifier: Apache-2.0
#include "plugin/printable.hpp"

#include <doctest/doctest.h>

using reachd::plugin::printable;
using namespace std::string_view_literals;

namespace {

std::string all(std::string_view text) { return printable(text, text.size()); }

}  // namespace

TEST_CASE("text stays as it is") {
  for (const auto text : {""sv, "OK - 3 users"sv, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"sv,
                          "25 \xC2\xB0"
                          "C"sv})
    CHECK(all(text) == text);
}

TEST_CASE("control characters and direction marks are replaced, each by one letter") {
  CHECK(all("a\0b\x1B[31m\x7F\r"sv) == "a?b?[31m??");
  CHECK(all("a\tb") == "a b");
  CHECK(all("\xC2\x9B"
            "31m") == "?31m");            // CSI of C1
  CHECK(all("x\xE2\x80\xAEy") == "x?y");  // right to left from here on
  CHECK(all("\xEF\xBB\xBF"
            "\xE2\x80\x8B!") == std::string(2, '?') + "!");  // BOM, zero width
}

TEST_CASE("what is no UTF-8 is replaced byte by byte") {
  CHECK(all("\xFF\xFE") == "??");
  CHECK(all("\x80x") == "?x");
  CHECK(all("\xC0\xAF") == "??");            // overlong
  CHECK(all("\xE0\x80\xAF") == "???");       // overlong
  CHECK(all("\xED\xA0\x80") == "???");       // half of a surrogate pair
  CHECK(all("\xF4\x90\x80\x80") == "????");  // beyond U+10FFFF
  CHECK(all("\xE2\x82") == "??");            // cut off
  CHECK(all("\xE2\x82\xE2\x82\xAC") == "??\xE2\x82\xAC");
}

TEST_CASE("the bound holds and cuts no character") {
  CHECK(printable("abc", 2) == "ab");
  CHECK(printable("a\xE2\x82\xAC"
                  "b",
                  3) == "a");
  CHECK(printable("a\xE2\x82\xAC"
                  "b",
                  4) == "a\xE2\x82\xAC");
  CHECK(printable("abc", 0) == "");
  CHECK(printable(std::string(100'000, '\xE2'), 256) == std::string(256, '?'));
}
