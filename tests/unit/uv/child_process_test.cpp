// SPDX-License-Identifier: Apache-2.0
#include "uv/child_process.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>

#include "async/scope.hpp"
#include "support/children.hpp"

using reachd::async::scope;
using reachd::async::task;
using reachd::test::childless;
using reachd::test::keep_end;
using reachd::test::kept_end;
using reachd::test::run_child;
using reachd::test::shell;
using reachd::uv::child_limits;
using reachd::uv::command;
using reachd::uv::loop;
using namespace std::chrono_literals;

namespace {

task<void> many(loop& on, const std::vector<command>& all, std::vector<kept_end>& out) {
  scope running(on.ready());
  const child_limits limits;
  out.resize(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) running.spawn(keep_end(on, all[i], limits, out[i]));
  co_await running.join();
}

}  // namespace

TEST_CASE("a child's exit code, output and errors come back") {
  const auto end = run_child(shell("echo out; echo err >&2; exit 3"));
  REQUIRE(end);
  CHECK(end->exit_code == 3);
  CHECK(end->signal == 0);
  CHECK(end->output == "out\n");
  CHECK(end->errors == "err\n");
  CHECK_FALSE(end->output_cut);
  CHECK_FALSE(end->errors_cut);
  CHECK_FALSE(end->killed);
  CHECK(end->took > 0ns);
  CHECK(run_child(shell("exit 255"))->exit_code == 255);
  CHECK(run_child(shell("exit 0"))->exit_code == 0);
  CHECK(childless());
}

TEST_CASE("a child that a signal ends tells which") {
  for (const int number : {SIGKILL, SIGTERM, SIGSEGV, SIGPIPE}) {
    const auto end = run_child(shell("kill -" + std::to_string(number) + " $$"));
    REQUIRE(end);
    CHECK(end->signal == number);
    CHECK(end->exit_code == 0);
    CHECK_FALSE(end->killed);
  }
}

TEST_CASE("output is kept up to its limit to the byte, and the rest is read") {
  const child_limits limits{.output_bytes = 100'000, .error_bytes = 10};
  const auto exact = run_child(shell("head -c 100000 /dev/zero; printf 0123456789 >&2"), limits);
  REQUIRE(exact);
  CHECK(exact->output.size() == 100'000);
  CHECK_FALSE(exact->output_cut);
  CHECK(exact->errors == "0123456789");
  CHECK_FALSE(exact->errors_cut);
  const auto more = run_child(shell("head -c 3000001 /dev/zero; printf 0123456789a >&2; exit 1"), limits);
  REQUIRE(more);
  CHECK(more->output.size() == 100'000);
  CHECK(more->output_cut);
  CHECK(more->errors == "0123456789");
  CHECK(more->errors_cut);
  CHECK(more->exit_code == 1);
  const auto none = run_child(shell("echo x"), {.output_bytes = 0, .error_bytes = 0});
  CHECK(none->output == "");
  CHECK(none->output_cut);
}

TEST_CASE("what is written within the grace still counts") {
  const child_limits patient{.grace = 1h};
  const auto end = run_child(shell("(sleep 0.05; echo late) & echo early"), patient);
  REQUIRE(end);
  CHECK(end->output == "early\nlate\n");
  CHECK_FALSE(end->killed);
}

TEST_CASE("a child that closes its output and goes on is waited for") {
  const auto end = run_child(shell("exec >&- 2>&-; sleep 0.05; exit 4"));
  REQUIRE(end);
  CHECK(end->exit_code == 4);
}

TEST_CASE("a hundred at once each have their own output and end") {
  loop on;
  std::vector<command> all;
  for (int i = 0; i < 100; ++i) all.push_back(shell("echo " + std::to_string(i) + "; exit " + std::to_string(i)));
  std::vector<kept_end> ends;
  on.run(many(on, all, ends));
  for (int i = 0; i < 100; ++i) {
    REQUIRE(*ends[static_cast<std::size_t>(i)]);
    CHECK((*ends[static_cast<std::size_t>(i)])->exit_code == i);
    CHECK((*ends[static_cast<std::size_t>(i)])->output == std::to_string(i) + "\n");
  }
  CHECK(childless());
}

TEST_CASE("a child that nobody may wait for is an error, not a wrong exit code") {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  const auto end = run_child(shell("exit 1"));
  std::signal(SIGCHLD, before);
  REQUIRE_FALSE(end);
  CHECK(end.error().code() == ECHILD);
}
