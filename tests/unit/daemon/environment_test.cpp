// SPDX-License-Identifier: Apache-2.0
#include "daemon/environment.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using reachd::daemon::number_in;
using reachd::daemon::take_from_environment;

TEST_CASE("a variable is taken once") {
  setenv("REACHD_TEST_VARIABLE", "a b", 1);
  CHECK(take_from_environment("REACHD_TEST_VARIABLE") == "a b");
  CHECK(std::getenv("REACHD_TEST_VARIABLE") == nullptr);
  CHECK_FALSE(take_from_environment("REACHD_TEST_VARIABLE").has_value());
}

TEST_CASE("a number is digits and nothing else") {
  CHECK(number_in("0") == 0);
  CHECK(number_in("18446744073709551615") == UINT64_MAX);
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "0x10", "1s", "18446744073709551616"}) {
    CAPTURE(text);
    CHECK_FALSE(number_in(text).has_value());
  }
}
