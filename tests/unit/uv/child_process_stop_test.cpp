// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "async/scope.hpp"
#include "async/timeout.hpp"
#include "support/children.hpp"
#include "support/start_and_stop.hpp"
#include "support/temporary_folder.hpp"
#include "uv/status.hpp"

using reachd::async::scope;
using reachd::async::task;
using reachd::test::childless;
using reachd::test::keep_end;
using reachd::test::kept_end;
using reachd::test::members_of;
using reachd::test::run_child;
using reachd::test::shell;
using reachd::test::sleep_for;
using reachd::test::start_and_stop;
using reachd::test::temporary_folder;
using reachd::test::wait_for_number;
using reachd::uv::child_limits;
using reachd::uv::command;
using reachd::uv::loop;
using namespace std::chrono_literals;

namespace {

/// The kernel ends a killed process some time after the kill.
task<void> until_gone(loop& on, pid_t group) {
  for (int tries = 0; tries < 10'000 && members_of(group) > 0; ++tries) co_await sleep_for(on, 1ms);
  CHECK(members_of(group) == 0);
}

/// A child that came too late is the reaper's.
task<void> until_childless(loop& on) {
  while (!childless()) co_await sleep_for(on, 1ms);
}

struct stopped_run {
  kept_end end;
  std::size_t members = 0;  // of the group when the stop came
};

/// Stops a script when it has written its number to `file`.
task<void> stop_when_running(loop& on, const command& what, const std::string& file, stopped_run& out) {
  scope running(on.ready());
  const child_limits limits;
  running.spawn(keep_end(on, what, limits, out.end));
  const pid_t group = co_await wait_for_number(on, file);
  out.members = members_of(group);
  running.request_stop();
  co_await running.join();
  co_await until_gone(on, group);
}

task<bool> until_deadline(loop& on, const command& what, std::chrono::milliseconds after, kept_end& out) {
  const auto due = reachd::uv::monotonic_now() + after;
  const child_limits limits;
  auto timed = co_await reachd::async::with_deadline(on.scheduler(), due, run_child(on, what, limits));
  out.emplace(std::move(timed.value));
  co_return timed.deadline_passed;
}

/// A deadline that comes before the program was started is another matter: then a later one is tried.
bool with_deadline(loop& on, const command& what, std::chrono::milliseconds after, kept_end& out) {
  for (;; after *= 2) {
    const bool passed = on.run(until_deadline(on, what, after, out));
    if (*out || (out->error().code() != ETIMEDOUT && out->error().code() != EAGAIN)) return passed;
  }
}

/// Blocks the loop until the child is a zombie, so that its end and the stop are seen in one turn.
task<void> stop_after_the_end(loop& on, const command& what, const std::string& file, const std::string& go_on,
                              kept_end& out) {
  scope running(on.ready());
  const child_limits limits;
  running.spawn(keep_end(on, what, limits, out));
  co_await wait_for_number(on, file);
  std::ofstream(go_on) << "now\n";
  siginfo_t info{};
  ::waitid(P_ALL, 0, &info, WEXITED | WNOWAIT);
  running.request_stop();
  co_await running.join();
}

/// Runs it again while the stop came before the loop heard that the program was started, which is another matter.
template <typename Run>
void until_it_was_running(loop& on, const std::string& file, const kept_end& end, Run&& run) {
  for (run(); !*end && end->error().code() == ETIMEDOUT; run()) {
    on.run(until_childless(on));
    std::filesystem::remove(file);
  }
}

}  // namespace

TEST_CASE("a flood of output holds up neither the loop nor a deadline") {
  loop on;
  kept_end end;
  CHECK(with_deadline(on, shell("yes; exit 1"), 100ms, end));
  REQUIRE_FALSE(*end);
  CHECK(reachd::uv::is_stopped(end->error()));
  CHECK(childless());
}

TEST_CASE("a deadline kills what sleeps, and a child that ends in time is not touched") {
  loop on;
  kept_end end;
  CHECK(with_deadline(on, {.arguments = {"/bin/sleep", "1000"}}, 20ms, end));
  REQUIRE_FALSE(*end);
  CHECK(end->error().message() == "run /bin/sleep: Operation canceled (ECANCELED)");
  CHECK_FALSE(with_deadline(on, shell("exit 7"), 60s, end));
  CHECK((*end)->exit_code == 7);
  CHECK(childless());
}

TEST_CASE("a stop kills the whole group, whatever it ignores, and waits until the child is reaped") {
  const temporary_folder folder;
  const std::string file = folder.name + "/running";
  loop on;
  stopped_run run;
  const command script = shell("trap '' TERM INT HUP; for i in 1 2 3; do (sleep 1000; sleep 1000) & done; echo $$ > " +
                               file + "; sleep 1000; sleep 1000");
  until_it_was_running(on, file, run.end, [&] { on.run(stop_when_running(on, script, file, run)); });
  CHECK(run.members >= 4);
  REQUIRE_FALSE(*run.end);
  CHECK(reachd::uv::is_stopped(run.end->error()));
  CHECK(childless());
}

TEST_CASE("a stop ends a group whose members make new ones without pause") {
  const temporary_folder folder;
  const std::string file = folder.name + "/running";
  loop on;
  stopped_run run;
  const command script = shell("for i in 1 2 3; do (while :; do (:) & done) & done; echo $$ > " + file + "; wait");
  until_it_was_running(on, file, run.end, [&] { on.run(stop_when_running(on, script, file, run)); });
  CHECK(run.members >= 2);
  CHECK(reachd::uv::is_stopped(run.end->error()));
  CHECK(childless());
}

TEST_CASE("a stop while it is being started, and one before that") {
  loop on;
  kept_end end, never_begun;
  const child_limits limits{.patience = 60s};
  const command what{.arguments = {"/bin/sleep", "1000"}};
  scope stopped(on.ready());
  stopped.request_stop();
  stopped.spawn(keep_end(on, what, limits, never_begun));
  on.run(start_and_stop(on.ready(), keep_end(on, what, limits, end)));
  CHECK(stopped.empty());
  CHECK(never_begun->error().code() == EAGAIN);
  CHECK(end->error().code() == ETIMEDOUT);
  on.run(until_childless(on));
}

TEST_CASE("a child that had ended before the stop came counts as ended, with all it wrote") {
  const temporary_folder folder;
  const std::string file = folder.name + "/running", go_on = folder.name + "/go_on";
  REQUIRE(::mkfifo(go_on.c_str(), 0600) == 0);
  loop on;
  kept_end end;
  const command script = shell("echo $$ > " + file + "; read x < " + go_on + "; head -c 65536 /dev/zero; exit 5");
  until_it_was_running(on, file, end, [&] { on.run(stop_after_the_end(on, script, file, go_on, end)); });
  REQUIRE(*end);
  CHECK((*end)->exit_code == 5);
  CHECK((*end)->output.size() == 65'536);
  CHECK_FALSE((*end)->killed);
  CHECK(childless());
}

TEST_CASE("what a child leaves behind with its output open is killed after the grace") {
  const temporary_folder folder;
  const std::string file = folder.name + "/running";
  loop on;
  const auto end = on.run(run_child(
      on, shell("(trap '' TERM HUP; sleep 1000; sleep 1000) & echo $$ > " + file + "; echo done; exit 2"), {}));
  REQUIRE(end);
  CHECK(end->killed);
  CHECK(end->exit_code == 2);
  CHECK(end->output == "done\n");
  on.run(until_gone(on, on.run(wait_for_number(on, file))));
}

TEST_CASE("what is left of the group is killed without a grace when it keeps no output open") {
  const temporary_folder folder;
  const std::string file = folder.name + "/running";
  loop on;
  const child_limits patient{.grace = 1h};
  const auto end =
      on.run(run_child(on, shell("sleep 1000 </dev/null >/dev/null 2>&1 & echo $$ > " + file + "; exit 0"), patient));
  REQUIRE(end);
  CHECK_FALSE(end->killed);
  on.run(until_gone(on, on.run(wait_for_number(on, file))));
}

TEST_CASE("two hundred runs, good, failed and stopped, leave no descriptor and no process") {
  loop on;
  kept_end end;
  const command good = shell("echo x"), missing{.arguments = {"/nonexistent"}}, slow{.arguments = {"/bin/sleep", "9"}};
  on.run(run_child(on, good, {}));
  const std::size_t before = reachd::test::open_descriptors();
  for (int i = 0; i < 70; ++i) {
    on.run(run_child(on, good, {}));
    on.run(run_child(on, missing, {}));
    on.run(start_and_stop(on.ready(), keep_end(on, slow, {}, end)));
  }
  CHECK(reachd::test::open_descriptors() == before);
  on.run(until_childless(on));
}
