// SPDX-License-Identifier: Apache-2.0
#include "tls/readable.hpp"

#include <doctest/doctest.h>

using reachd::tls::readable;

TEST_CASE("text stays as it is") {
  CHECK(readable("", 10).empty());
  CHECK(readable("CN=example.org", 100) == "CN=example.org");
  CHECK(readable("Bücher € 😀", 100) == "Bücher € 😀");
}

TEST_CASE("what is no text is shown as U+FFFD") {
  CHECK(readable("a\nb", 100) == "a\uFFFDb");
  CHECK(readable(std::string_view("a\0b", 3), 100) == "a\uFFFDb");
  CHECK(readable("\x1b[31m", 100) == "\uFFFD[31m");
  CHECK(readable("\u202Egro.elpmaxe", 100) == "\uFFFDgro.elpmaxe");
  CHECK(readable("\xff", 100) == "\uFFFD");
  CHECK(readable("\xc0\xaf", 100) == "\uFFFD\uFFFD");            // overlong
  CHECK(readable("\xed\xa0\x80", 100) == "\uFFFD\uFFFD\uFFFD");  // half a surrogate pair
  CHECK(readable("\xf4\x90\x80\x80", 100).size() == 12);         // beyond Unicode
  CHECK(readable("\xe2\x82", 100) == "\uFFFD\uFFFD");            // cut
  CHECK(readable("\xe2z", 100) == "\uFFFDz");
}

TEST_CASE("the size holds, and no character is cut") {
  CHECK(readable("abcdef", 6) == "abcdef");
  CHECK(readable("abcdefg", 6) == "abc…");
  CHECK(readable("ääää", 7) == "ää…");
  CHECK(readable("abcd", 3) == "…");
  for (std::size_t most = 3; most < 40; ++most) {
    CHECK(readable(std::string(1000, '\xff'), most).size() <= most);
    CHECK(readable("ä€😀ä€😀ä€😀ä€😀ä€😀", most).size() <= most);
  }
}
