// SPDX-License-Identifier: Apache-2.0
#include "config/utf8.hpp"

#include <doctest/doctest.h>

using std::string_literals::operator""s;
namespace config = reachd::config;

TEST_CASE("well-formed sequences of each length are decoded, all others refused") {
  CHECK(config::decode("a").code == U'a');
  CHECK(config::decode("\xC3\xA9").code == 0xE9);
  CHECK(config::decode("\xE2\x82\xAC").code == 0x20AC);
  CHECK(config::decode("\xF0\x9F\x98\x80").code == 0x1F600);
  for (const char* bad : {"\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
                          "\xC3", "\xE2\x82", "\xC3(", "\xFF"}) {
    CAPTURE(bad);
    CHECK(config::decode(bad).length == 0);
  }
}

TEST_CASE("the first byte that is no text is found at any position in a word") {
  for (std::size_t at = 0; at < 20; ++at) {
    for (const std::string& bad : {"\xFF"s, "\0"s, "\x1B"s, "\x7F"s, "\x04"s, "\r"s, "\xC2\x80"s, "\xEF\xBB\xBF"s}) {
      CAPTURE(at);
      CHECK(config::find_unreadable(std::string(at, 'a') + bad + "tail of some length") == at);
    }
  }
  CHECK(config::find_unreadable("tab\t, line\n, both\r\n, \xC3\xA9, ~ and \xC2\x85 are text") ==
        std::string_view::npos);
}

TEST_CASE("what is shown holds no control character and is cut at a length") {
  CHECK(config::printable("a\x1B[31m\tb") ==
        "a\xEF\xBF\xBD[31m\xEF\xBF\xBD"
        "b");
  CHECK(config::printable("\xE2\x80\xAE"
                          "abc") ==
        "\xEF\xBF\xBD"
        "abc");
  CHECK(config::printable("\xC3") == "\xEF\xBF\xBD");
  CHECK(config::printable("h\xC3\xA9llo", 3) == "h\xC3\xA9l\xE2\x80\xA6");
  CHECK(config::quoted("x") == "'x'");
}

TEST_CASE("characters are counted, not bytes") {
  CHECK(config::count_characters("h\xC3\xA9\xE2\x82\xAC") == 3);
  CHECK(config::count_characters("\xFF\xFF") == 2);
}
