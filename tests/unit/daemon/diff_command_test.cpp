// SPDX-License-Identifier: Apache-2.0
// With a running reachd: the service test `command_line`.
#include "daemon/diff_command.hpp"

#include <doctest/doctest.h>

#include "unit/daemon/config_files.hpp"

using namespace reachd;

TEST_CASE("a bad file is told before anybody is asked, and nobody to ask is another exit status") {
  const test::config_files good;
  good.write("targets: [127.0.0.1]");
  CHECK(daemon::diff({good.path() + ".none", "/nonexistent/reachd.sock"}) == 1);
  CHECK(daemon::diff({good.path(), "/nonexistent/reachd.sock"}) == 3);
}
