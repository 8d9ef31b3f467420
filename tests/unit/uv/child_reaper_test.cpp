// SPDX-License-Identifier: Apache-2.0
#include "uv/child_reaper.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <chrono>

#include "support/children.hpp"
#include "support/no_descriptor_left.hpp"
#include "support/skip.hpp"
#include "support/stubborn.hpp"

using reachd::core::unique_fd;
using reachd::test::childless;
using reachd::test::open_descriptors;
using reachd::test::shell;
using reachd::test::until_reaper_holds;
using reachd::test::wait_for_number;
using reachd::uv::child_handle;
using reachd::uv::child_reaper;
using reachd::uv::command;
using reachd::uv::loop;

namespace {

pid_t number_of_started(const command& what) {
  const unique_fd nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const auto child = reachd::uv::spawn_process(what, nowhere.get(), nowhere.get());
  REQUIRE(child);
  return *child;
}

child_handle start(const command& what) {
  child_handle taken(number_of_started(what));
  REQUIRE(taken.watch());
  return taken;
}

}  // namespace

TEST_CASE("what can be killed is killed, and reaped when it has ended") {
  loop on;
  const std::size_t before = open_descriptors();
  child_reaper reaper(on);
  for (int i = 0; i < 20; ++i) reaper.adopt(start(shell("trap '' TERM; sleep 1000; exit 1")));
  CHECK(reaper.size() == 20);
  on.run(until_reaper_holds(on, reaper, 0));
  CHECK(childless());
  CHECK(open_descriptors() == before);
}

TEST_CASE("what cannot be killed stays until it ends by itself") {
  const reachd::test::temporary_folder folder;
  const reachd::test::without_kill powerless;
  if (!powerless.holds()) return reachd::support::skipped("only root can start a child that it may not kill");
  loop on;
  child_reaper reaper(on);
  child_handle stubborn = start(reachd::test::stubborn_program(folder));
  const pid_t child = on.run(wait_for_number(on, folder.name + "/running"));
  reaper.adopt(std::move(stubborn));
  reaper.adopt(start(shell("sleep 1000")));
  on.run(until_reaper_holds(on, reaper, 1));
  CHECK_FALSE(childless());
  powerless.kill(child);
  on.run(until_reaper_holds(on, reaper, 0));
  CHECK(childless());
}

TEST_CASE("what cannot be watched is looked at until it has ended, or until it can be") {
  loop on;
  child_reaper reaper(on);
  const pid_t seen = number_of_started(shell("sleep 1000")), watched = number_of_started(shell("sleep 1000"));
  {
    const reachd::test::no_descriptor_left here;
    reaper.adopt(child_handle(seen));
    CHECK(reaper.size() == 1);
    on.run(until_reaper_holds(on, reaper, 0));
    reaper.adopt(child_handle(watched));
  }
  CHECK(reaper.size() == 1);
  on.run(until_reaper_holds(on, reaper, 0));
  CHECK(childless());
}

TEST_CASE("its end reaps those that can be killed and leaves the others, and takes no longer than a moment") {
  const reachd::test::temporary_folder folder;
  const reachd::test::without_kill powerless;
  if (!powerless.holds()) return reachd::support::skipped("only root can start a child that it may not kill");
  pid_t child = 0;
  {
    loop on;
    child_reaper reaper(on);
    reaper.adopt(start(shell("sleep 1000")));
    child_handle stubborn = start(reachd::test::stubborn_program(folder));
    child = on.run(wait_for_number(on, folder.name + "/running"));
    reaper.adopt(std::move(stubborn));
  }
  CHECK(::waitpid(-1, nullptr, WNOHANG) == 0);  // one child is there, and it has not ended
  powerless.kill(child);
  CHECK(::waitpid(child, nullptr, 0) == child);
  CHECK(childless());
}
