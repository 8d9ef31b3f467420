// SPDX-License-Identifier: Apache-2.0
#include "config/syntax_words.hpp"

#include <doctest/doctest.h>

namespace config = reachd::config;

TEST_CASE("known messages are reworded, unknown ones shown as they are") {
  CHECK(config::describe_syntax("illegal map value", "a: b: c", 4).message == "unexpected ':'");
  CHECK(config::describe_syntax("unknown token", "a: @x", 3).message == "text cannot begin with '@'");
  CHECK(config::describe_syntax("unknown token", "a", 1).message == "text cannot begin with this character");
  CHECK(config::describe_syntax("bad file", "", 0).message == "nested more than 64 deep");
  CHECK(config::describe_syntax("something new", "", 0).message == "not valid YAML: something new");
}

TEST_CASE("a tab counts only among the blanks that begin its line") {
  CHECK(config::find_tab_in_indentation("a:\n \t- b", 5) == 4);
  CHECK(config::find_tab_in_indentation("a:\tb", 3) == std::string_view::npos);
  CHECK(config::find_tab_in_indentation("", 0) == std::string_view::npos);
}
