// SPDX-License-Identifier: Apache-2.0
#include "daemon/limits.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

TEST_CASE("the soft limit of open files becomes the hard one") {
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit lower = before;
  lower.rlim_cur = before.rlim_max / 2;
  REQUIRE(setrlimit(RLIMIT_NOFILE, &lower) == 0);
  CHECK(reachd::daemon::raise_open_files_limit() == before.rlim_max);
  rlimit after{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &after) == 0);
  CHECK(after.rlim_cur == before.rlim_max);
  setrlimit(RLIMIT_NOFILE, &before);
}
