// SPDX-License-Identifier: Apache-2.0
#include "blackbox/time_limit.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

namespace reachd::blackbox {

TEST_CASE("the answer is there half a second before the scrape gives up") {
  CHECK(time_limit("10", 0s) == 9500ms);
  CHECK(time_limit("0.75", 0s) == 250ms);
  CHECK(time_limit("1e1", 0s) == 9500ms);
}

TEST_CASE("a module may be less patient, and not more") {
  CHECK(time_limit("10", 2s) == 2s);
  CHECK(time_limit("10", 20s) == 9500ms);
  CHECK(time_limit("", 2s) == 2s);
}

TEST_CASE("without a word it is a minute, and never more") {
  CHECK(time_limit("", 0s) == 60s);
  CHECK(time_limit("0", 0s) == 60s);
  CHECK(time_limit("1000000000000", 0s) == 60s);
}

TEST_CASE("a scrape that leaves no time at all has that of the module") {
  CHECK(time_limit("0.5", 3s) == 3s);
  CHECK(time_limit("0.1", 0s) == 60s);
  CHECK(time_limit("0.5000001", 3s) == 1ms);
}

TEST_CASE("what is no number of seconds is refused") {
  for (const char* bad : {"x", "1s", " 1", "-1", "nan", "inf", "1,5"}) {
    CAPTURE(bad);
    CHECK_FALSE(time_limit(bad, 0s));
  }
}

}  // namespace reachd::blackbox
