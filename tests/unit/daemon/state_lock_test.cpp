// SPDX-License-Identifier: Apache-2.0
#include "daemon/state_lock.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <fstream>

#include "support/temporary_folder.hpp"

using reachd::daemon::state_lock;
using reachd::test::temporary_folder;

TEST_CASE("one at a time has it, and the next one is told who") {
  const temporary_folder folder;
  state_lock first, second;
  CHECK_FALSE(first.take(folder.name));
  CHECK(second.take(folder.name) == std::to_string(getpid()));
  first.release();
  CHECK_FALSE(second.take(folder.name));
  CHECK(first.take(folder.name) == std::to_string(getpid()));
}

TEST_CASE("a file that tells nothing of use is a lock all the same") {
  const temporary_folder folder;
  state_lock first, second;
  CHECK_FALSE(first.take(folder.name));
  for (const char* text : {"", "\n", "<b>\n", "12 34\n"}) {
    std::ofstream(folder.name + "/lock") << text;
    CHECK(second.take(folder.name) == "unknown");
  }
}

TEST_CASE("what nobody can lock is held by nobody") {
  const temporary_folder folder;
  state_lock first, second;
  CHECK_FALSE(first.take(folder.name + "/none"));
  CHECK_FALSE(second.take(folder.name + "/none"));
}
