// SPDX-License-Identifier: Apache-2.0
#include "probe/plugin_run.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <semaphore>

#include "support/children.hpp"
#include "support/temporary_folder.hpp"
#include "unit/probe/plugin_world.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using core::outcome;
using stats::reading_kind;

namespace {

using fixture = test::plugin_world;

}  // namespace

TEST_CASE("exit status 0 is a reply, as long as the program ran") {
  fixture f;
  const auto got = f.ask("echo 'OK - fine'");
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.how.rtt > 0ns);
  CHECK(got.how.rtt < 60s);
  CHECK(got.problem.empty());
  CHECK(got.value(reading_kind::exec_status) == 0);
  CHECK(got.value(reading_kind::exec_warning) == 0);
}

TEST_CASE("exit status 1 is a reply with a warning") {
  fixture f;
  const auto got = f.ask("echo 'WARNING - slow'; exit 1");
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.problem.empty());
  CHECK(got.value(reading_kind::exec_status) == 1);
  CHECK(got.value(reading_kind::exec_warning) == 1);
}

TEST_CASE("exit status 2, and any that means nothing, is a mismatch that says what the program says") {
  fixture f;
  const auto critical = f.ask("echo 'CRITICAL - gone | t=1s'; exit 2");
  CHECK(critical.how.outcome == outcome::mismatch);
  CHECK(critical.problem == "exit status 2: CRITICAL - gone");
  CHECK(critical.value(reading_kind::exec_status) == 2);
  CHECK(critical.value(reading_kind::exec_perfdata, "t") == 1);
  const auto other = f.ask("printf 'a trace\\nnothing of ours\\n\\n' >&2; exit 4");
  CHECK(other.how.outcome == outcome::mismatch);
  CHECK(other.problem == "exit status 4: nothing of ours");
  CHECK(f.ask("exit 255").problem == "exit status 255");
}

TEST_CASE("exit status 3 is an error of ours, never a step towards down") {
  fixture f;
  const auto got = f.ask("echo 'UNKNOWN - usage'; exit 3");
  CHECK(got.how.outcome == outcome::local_error);
  CHECK(got.how.errno_value == ENODATA);
  CHECK(got.problem == "exit status 3: UNKNOWN - usage");
  CHECK(got.value(reading_kind::exec_status) == 3);
}

TEST_CASE("a signal is a mismatch, and there is no exit status") {
  fixture f;
  const auto got = f.ask("kill -TERM $$");
  CHECK(got.how.outcome == outcome::mismatch);
  CHECK(got.problem == "signal 15");
  CHECK_FALSE(got.told(reading_kind::exec_status));
}

TEST_CASE("performance data is told by label and unit") {
  fixture f;
  const auto got = f.ask("echo \"OK | time=0.25s;1;2 'free space'=12MB\"");
  CHECK(got.value(reading_kind::exec_perfdata, "time") == doctest::Approx(0.25));
  CHECK(got.told(reading_kind::exec_perfdata, "free space"));
}

TEST_CASE("a program that is not there, or cannot be run, is an error of ours that says so") {
  fixture f;
  const auto missing = f.run(f.prober, fixture::plan({.command = {"/nowhere/check_it"}}));
  CHECK(missing.how.outcome == outcome::local_error);
  CHECK(missing.how.errno_value == ENOENT);
  CHECK(missing.how.sent_at == core::instant());
  CHECK(missing.problem == "start /nowhere/check_it: No such file or directory (ENOENT)");
  const auto folder = f.run(f.prober, fixture::plan({.command = {"/"}}));
  CHECK(folder.how.outcome == outcome::local_error);
  CHECK(folder.how.errno_value == EACCES);
}

TEST_CASE("the deadline kills a program, and silence is lost") {
  fixture f;
  core::nanoseconds timeout = 50ms;
  auto got = f.ask("trap '' TERM; while :; do sleep 1; done", timeout);
  // The deadline must come when it runs.
  while (got.how.outcome == outcome::local_error) got = f.ask("trap '' TERM; while :; do sleep 1; done", timeout *= 2);
  CHECK(got.how.outcome == outcome::lost);
  CHECK(got.values.empty());
}

namespace {

std::binary_semaphore mount_asked{0}, mount_answers{0};

core::result<pid_t> start_late(const uv::command& what, int output, int error) {
  mount_asked.release();
  mount_answers.acquire();
  return uv::spawn_process(what, output, error);
}

/// The mount answers when the deadline has passed.
async::task<void> answer_late(fixture& f, probe::target& probed) {
  f.prober.begin(probed);
  while (!mount_asked.try_acquire()) co_await test::sleep_for(f.loop, 1ms);
  co_await test::sleep_for(f.loop, probed.timeout);
  mount_answers.release();
  co_await probed.work.join();
}

}  // namespace

TEST_CASE("a program that is started after its deadline is an error of ours, not lost") {
  fixture f({.patience = 1h}, start_late);
  probe::target probed(f.loop.scheduler(), fixture::plan(fixture::shell("sleep 60"), 10ms), {0, 1});
  f.loop.run(answer_late(f, probed));
  CHECK(f.seen.result.outcome == outcome::local_error);
  CHECK(f.seen.result.errno_value == ETIMEDOUT);
  CHECK(f.seen.result.sent_at == core::instant());
  REQUIRE(f.seen.told != nullptr);
  CHECK(f.seen.told->problem.starts_with("start /bin/sh: it was started too late: "));
  f.loop.run(test::until_reaper_holds(f.loop, f.starter.reaper(), 0));
  CHECK(test::childless());
}

TEST_CASE("a program that is stopped half-way ends as stopped") {
  fixture f;
  CHECK(f.stop(f.prober, fixture::plan(fixture::shell("sleep 60"))) == outcome::stopped);
  CHECK(async::live_frames() == 0);
}

TEST_CASE("who finds no place until the deadline is an error of ours") {
  fixture f({.at_once = 0});
  const auto got = f.ask("exit 0", 20ms);
  CHECK(got.how.outcome == outcome::local_error);
  CHECK(got.how.errno_value == EAGAIN);
  CHECK(got.how.sent_at == core::instant());
  CHECK(f.stop(f.prober, fixture::plan(fixture::shell("exit 0"))) == outcome::stopped);
}

namespace {

async::task<void> three_probes(fixture& f, probe::target& probed) {
  for (int at = 0; at < 3; ++at) f.prober.begin(probed);
  co_await probed.work.join();
}

}  // namespace

TEST_CASE("no more run at once than there are places, and each gets one in the end") {
  fixture f({.at_once = 1});
  const test::temporary_folder folder;
  const std::string mark = folder.name + "/here";
  // mkdir is atomic: a second one beside it would fail.
  const auto how = fixture::shell("mkdir '" + mark + "' || exit 2; sleep 0.05; rmdir '" + mark + "'");
  probe::target probed(f.loop.scheduler(), fixture::plan(how), {0, 1});
  f.loop.run(three_probes(f, probed));
  CHECK(probed.series.ended(outcome::reply) == 3);
  CHECK(probed.series.in_flight() == 0);
}

namespace {

std::vector<std::string> environment_seen(fixture& f, const test::temporary_folder& folder, options::exec how) {
  const std::string file = folder.name + "/environment";
  how.command = {"/bin/sh", "-c", "tr '\\0' '\\n' < /proc/$$/environ > '" + file + "'"};
  CHECK(f.run(f.prober, fixture::plan(how, 20s)).how.outcome == outcome::reply);
  std::vector<std::string> out;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  std::ranges::sort(out);
  return out;
}

}  // namespace

TEST_CASE("its environment is PATH, what we tell it, what the configuration names, and nothing else of ours") {
  fixture f;
  const test::temporary_folder folder;
  ::setenv("REACHD_TEST_SECRET", "must not be seen", 1);
  options::exec how;
  how.environment = {{"TOKEN", options::secret_text{"from a file"}}};
  const auto seen = environment_seen(f, folder, how);
  ::unsetenv("REACHD_TEST_SECRET");
  const std::string path = std::string("PATH=") + std::getenv("PATH");
  CHECK(seen == std::vector<std::string>{path, "REACHD_HOST=db.example.org", "REACHD_TARGET=the database",
                                         "REACHD_TIMEOUT_SECONDS=20.000000", "TOKEN=from a file"});
}

TEST_CASE("a variable that the configuration names is there once, as it says") {
  fixture f;
  const test::temporary_folder folder;
  options::exec how;
  how.environment = {{"PATH", options::secret_text{"/usr/bin:/bin"}}, {"REACHD_HOST", options::secret_text{"other"}}};
  const auto seen = environment_seen(f, folder, how);
  CHECK(seen == std::vector<std::string>{"PATH=/usr/bin:/bin", "REACHD_HOST=other", "REACHD_TARGET=the database",
                                         "REACHD_TIMEOUT_SECONDS=20.000000"});
}
