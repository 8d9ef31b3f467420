// SPDX-License-Identifier: Apache-2.0
#include "uv/child_handle.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <chrono>
#include <csignal>

#include "support/children.hpp"

using reachd::core::unique_fd;
using reachd::test::childless;
using reachd::test::members_of;
using reachd::test::shell;
using reachd::uv::child_handle;
using namespace std::chrono_literals;

namespace {

pid_t start(const std::string& script) {
  const unique_fd nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const auto child = reachd::uv::spawn_process(shell(script), nowhere.get(), nowhere.get());
  REQUIRE(child);
  return *child;
}

}  // namespace

TEST_CASE("a child is reaped with its exit code or its signal") {
  auto ended = child_handle::take(start("exit 3"));
  REQUIRE(ended);
  CHECK(*ended);
  while (!ended->has_ended()) {
  }
  const auto how = ended->reap();
  REQUIRE(how);
  CHECK(how->exit_code == 3);
  CHECK(how->signal == 0);
  CHECK_FALSE(*ended);
  auto killed = child_handle::take(start("sleep 1000; exit 1"));
  REQUIRE(killed);
  CHECK_FALSE(killed->has_ended());
  CHECK_FALSE(killed->reap_within(1ms));
  killed->kill_group();
  CHECK(killed->reap_within(60s));
  CHECK(childless());
}

TEST_CASE("a child that is dropped is killed with its group and reaped") {
  const pid_t group = start("sleep 1000 & sleep 1000; exit 1");
  {
    auto dropped = child_handle::take(group);
    REQUIRE(dropped);
    const child_handle other = std::move(*dropped);
    CHECK(other);
    CHECK_FALSE(*dropped);
    CHECK(childless() == false);
  }
  CHECK(childless());
  while (members_of(group) > 0) {
  }
}

TEST_CASE("a child that is forgotten is left alone") {
  const pid_t child = start("sleep 1000");
  auto left = child_handle::take(child);
  REQUIRE(left);
  left->forget();
  CHECK_FALSE(*left);
  CHECK(::kill(child, SIGKILL) == 0);
  CHECK(::waitpid(child, nullptr, 0) == child);
}

TEST_CASE("a child that somebody else reaped is an error, and its number is not used") {
  const pid_t child = start("exit 0");
  auto theirs = child_handle::take(child);
  REQUIRE(theirs);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  CHECK(theirs->has_ended());
  theirs->kill_group();
  const auto how = theirs->reap();
  REQUIRE_FALSE(how);
  CHECK(how.error().code() == ECHILD);
  const auto none = child_handle::take(child);
  REQUIRE_FALSE(none);
  CHECK(none.error().code() == ECHILD);
}
