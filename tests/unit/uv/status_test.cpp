// SPDX-License-Identifier: Apache-2.0
#include "uv/status.hpp"

#include <doctest/doctest.h>
#include <uv.h>

using reachd::uv::error_of;
using reachd::uv::is_stopped;
using reachd::uv::stopped_error;

TEST_CASE("a libuv status becomes the plain errno with its name") {
  const auto refused = error_of("connect", UV_ECONNREFUSED);
  CHECK(refused.code() == ECONNREFUSED);
  CHECK(refused.message() == "connect: Connection refused (ECONNREFUSED)");
}

TEST_CASE("a stopped wait is told from a failure") {
  CHECK(is_stopped(stopped_error("read")));
  CHECK_FALSE(is_stopped(error_of("read", UV_ECONNRESET)));
}
