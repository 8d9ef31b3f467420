// SPDX-License-Identifier: Apache-2.0
#include "config/suggest.hpp"

#include <doctest/doctest.h>

using reachd::config::edit_distance;
using reachd::config::suggestion;

TEST_CASE("inserting, deleting, replacing and swapping cost one each") {
  CHECK(edit_distance("interval", "intervl") == 1);
  CHECK(edit_distance("port", "ports") == 1);
  CHECK(edit_distance("host", "hosf") == 1);
  CHECK(edit_distance("host", "hots") == 1);
  CHECK(edit_distance("Host", "host") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("the nearest word is suggested, and nothing when none is near") {
  suggestion near("timeot");
  for (const char* word : {"time", "timeout", "target"}) near.consider(word);
  CHECK(near.hint() == "did you mean 'timeout'?");
  suggestion far("colour");
  for (const char* word : {"time", "timeout", "target"}) far.consider(word);
  CHECK(far.hint().empty());
}

TEST_CASE("very long words are compared without work") {
  CHECK(edit_distance(std::string(100'000, 'a'), "aaa") == 100'000);
}
