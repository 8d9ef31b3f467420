// SPDX-License-Identifier: Apache-2.0
// With a running reachd: the service test `command_line`.
#include "daemon/explain_command.hpp"

#include <doctest/doctest.h>

#include "unit/daemon/config_files.hpp"

using namespace reachd;

TEST_CASE("without a running reachd the file is enough, but it must be known, be good and have the target") {
  const std::string nobody = "/nonexistent/reachd.sock";
  const test::config_files good;
  good.write("targets: [127.0.0.1]");
  CHECK(daemon::explain({"127.0.0.1", good.path(), nobody}) == 0);
  CHECK(daemon::explain({"127.0.0.2", good.path(), nobody}) == 1);
  CHECK(daemon::explain({"127.0.0.1", good.path() + ".none", nobody}) == 1);
  CHECK(daemon::explain({"127.0.0.1", "", nobody}) == 1);
  good.write("targets: [{host: db.test, address: all}, {host: one.test}]");
  CHECK(daemon::explain({"db.test/127.0.0.2", good.path(), nobody}) == 0);
  CHECK(daemon::explain({"one.test/127.0.0.2", good.path(), nobody}) == 1);
  CHECK(daemon::explain({"db.test/x", good.path(), nobody}) == 1);
}
