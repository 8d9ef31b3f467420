// SPDX-License-Identifier: Apache-2.0
#include "daemon/remote_commands.hpp"

#include <doctest/doctest.h>

using namespace reachd::daemon;

TEST_CASE("without a running reachd every command fails with 1") {
  CHECK(reload({.socket = "/nonexistent/reachd.sock", .wait = true}) == 1);
  CHECK(status({.socket = "/nonexistent/reachd.sock"}) == 1);
}
