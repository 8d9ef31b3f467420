// SPDX-License-Identifier: Apache-2.0
#include "config/suggest.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

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

TEST_CASE("a bounded distance is exact up to its bound, and more than it beyond") {
  std::vector<std::string> words{""};
  for (std::size_t at = 0; words.size() < 121; ++at) {
    for (const char letter : {'a', 'b', 'c'}) words.push_back(words[at] + letter);
  }
  words.push_back("abcabcabcabcabcabc");
  words.push_back("bacabcacbabcabcabcb");
  for (const std::string& left : words) {
    for (const std::string& right : words) {
      const std::size_t exact = edit_distance(left, right);
      bool good = true;
      for (std::size_t most = 0; most < 8; ++most) {
        const std::size_t bounded = edit_distance(left, right, most);
        good = good && (exact <= most ? bounded == exact : bounded > most);
      }
      CAPTURE(left);
      CAPTURE(right);
      CHECK(good);
    }
  }
}

TEST_CASE("the nearest word is suggested, and nothing when none is near") {
  suggestion near("timeot");
  for (const char* word : {"time", "timeout", "target"}) near.consider(word);
  CHECK(near.hint() == "did you mean 'timeout'?");
  suggestion far("colour");
  for (const char* word : {"time", "timeout", "target"}) far.consider(word);
  CHECK(far.hint().empty());
}

TEST_CASE("of words that are equally near the first is suggested") {
  suggestion near("host9");
  for (const char* word : {"host12", "host1", "host2", "HOST9", "Host9"}) near.consider(word);
  CHECK(near.hint() == "did you mean 'HOST9'?");
  suggestion equal("host9");
  for (const char* word : {"host12345", "host1", "host2"}) equal.consider(word);
  CHECK(equal.hint() == "did you mean 'host1'?");
}

TEST_CASE("very long words are compared without work") {
  CHECK(edit_distance(std::string(100'000, 'a'), "aaa") == 100'000);
}
