// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using reachd::core::errno_name;
using reachd::core::error;
using reachd::core::result;

TEST_CASE("an errno is told in words and by its symbol, after the context") {
  const error problem = error::from_errno("open the socket", EPERM);
  CHECK(problem.message() == "open the socket: Operation not permitted (EPERM)");
  CHECK(problem.code() == EPERM);
}

TEST_CASE("an errno that nobody knows keeps its number") { CHECK(errno_name(99999) == "E99999"); }

TEST_CASE("a result is a value or an error without errno") {
  const result<int> good = 7;
  const result<int> bad = std::unexpected(error("no"));
  CHECK(good.value() == 7);
  REQUIRE_FALSE(bad.has_value());
  CHECK(bad.error().code() == 0);
}
