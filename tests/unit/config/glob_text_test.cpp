// SPDX-License-Identifier: Apache-2.0
#include "config/glob_text.hpp"

#include <doctest/doctest.h>
#include <fnmatch.h>

namespace reachd::config {

TEST_CASE("what is escaped matches itself and nothing else") {
  for (const char* text : {"plain", "a*", "b?", "[c]", "d\\e", "*?[\\"}) {
    CHECK(::fnmatch(escape_glob(text).c_str(), text, 0) == 0);
    CHECK(unescape_glob(escape_glob(text)) == text);
  }
  CHECK(::fnmatch(escape_glob("a*").c_str(), "ab", 0) != 0);
  CHECK(::fnmatch(escape_glob("[c]").c_str(), "c", 0) != 0);
  CHECK(has_wildcard("conf.d/*.yaml"));
  CHECK_FALSE(has_wildcard("conf.d/a.yaml"));
}

}  // namespace reachd::config
