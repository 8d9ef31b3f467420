// SPDX-License-Identifier: Apache-2.0
#include "plugin/verdict.hpp"

#include <doctest/doctest.h>

#include <csignal>

using reachd::plugin::verdict;
using reachd::plugin::verdict_of;

TEST_CASE("the exit codes of the guidelines, and everything else is a failure") {
  CHECK(verdict_of(0, 0) == verdict::ok);
  CHECK(verdict_of(1, 0) == verdict::warning);
  CHECK(verdict_of(2, 0) == verdict::critical);
  CHECK(verdict_of(3, 0) == verdict::unknown);
  for (const int code : {4, 126, 127, 255, -1, 1 << 30}) CHECK(verdict_of(code, 0) == verdict::failed);
}

TEST_CASE("a signal is a failure, whatever the code says") {
  for (const int code : {0, 1, 2, 3}) CHECK(verdict_of(code, SIGKILL) == verdict::failed);
}

TEST_CASE("each verdict has its name") {
  CHECK(name_of(verdict::ok) == "ok");
  CHECK(name_of(verdict::unknown) == "unknown");
  CHECK(name_of(verdict::failed) == "failed");
}
