// SPDX-License-Identifier: Apache-2.0
// Answers of a running reachd are tried by the service test `command_line`.
#include "daemon/remote_answer.hpp"

#include <doctest/doctest.h>

TEST_CASE("nobody answers on a socket that is not there") {
  CHECK_FALSE(reachd::daemon::ask_running({.socket = "/nonexistent/reachd.sock"}));
}
