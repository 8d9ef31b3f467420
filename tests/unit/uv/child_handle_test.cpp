// SPDX-License-Identifier: Apache-2.0
#include "uv/child_handle.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <chrono>
#include <csignal>

#include "support/children.hpp"
#include "support/no_descriptor_left.hpp"

using reachd::core::unique_fd;
using reachd::test::childless;
using reachd::test::members_of;
using reachd::test::no_descriptor_left;
using reachd::test::shell;
using reachd::uv::child_handle;
using namespace std::chrono_literals;

namespace {

pid_t start_number(const std::string& script) {
  const unique_fd nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const auto child = reachd::uv::spawn_process(shell(script), nowhere.get(), nowhere.get());
  REQUIRE(child);
  return *child;
}

child_handle start(const std::string& script) {
  child_handle child(start_number(script));
  REQUIRE(child.watch());
  return child;
}

}  // namespace

TEST_CASE("a child is reaped with its exit code or its signal") {
  child_handle ended = start("exit 3");
  CHECK(ended);
  CHECK(ended.fd() >= 0);
  while (!ended.has_ended()) {
  }
  const auto how = ended.reap();
  REQUIRE(how);
  CHECK(how->exit_code == 3);
  CHECK(how->signal == 0);
  CHECK_FALSE(ended);
  child_handle killed = start("sleep 1000; exit 1");
  CHECK_FALSE(killed.has_ended());
  CHECK_FALSE(killed.reap_within(1ms));
  killed.kill_group();
  CHECK(killed.reap_within(60s));
  CHECK(childless());
}

TEST_CASE("a child that is dropped is killed with its group and reaped") {
  const pid_t group = start_number("sleep 1000 & sleep 1000; exit 1");
  {
    child_handle dropped(group);
    REQUIRE(dropped.watch());
    const child_handle other = std::move(dropped);
    CHECK(other);
    CHECK_FALSE(dropped);
    CHECK(childless() == false);
  }
  CHECK(childless());
  while (members_of(group) > 0) {
  }
}

TEST_CASE("a child that is forgotten is left alone") {
  const pid_t child = start_number("sleep 1000");
  child_handle left(child);
  left.forget();
  CHECK_FALSE(left);
  CHECK(::kill(child, SIGKILL) == 0);
  CHECK(::waitpid(child, nullptr, 0) == child);
}

TEST_CASE("a child that somebody else reaped is an error, and its number is not used") {
  const pid_t child = start_number("exit 0");
  child_handle theirs(child);
  REQUIRE(theirs.watch());
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  CHECK(theirs.has_ended());
  theirs.kill_group();
  const auto how = theirs.reap();
  REQUIRE_FALSE(how);
  CHECK(how.error().code() == ECHILD);
  child_handle none(child);
  const auto watched = none.watch();
  REQUIRE_FALSE(watched);
  CHECK(watched.error().code() == ECHILD);
  CHECK_FALSE(none);
}

TEST_CASE("without a free descriptor a child is not watched, and still ours") {
  child_handle child(start_number("sleep 1000"));
  {
    const no_descriptor_left here;
    const auto watched = child.watch();
    REQUIRE_FALSE(watched);
    CHECK(watched.error().code() == EMFILE);
    CHECK(child);
    CHECK(child.fd() == -1);
    child.kill_group();
    CHECK(child.reap_within(60s));
  }
  CHECK(childless());
}
