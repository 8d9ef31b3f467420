// SPDX-License-Identifier: Apache-2.0
#include "daemon/state_keeper.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <fstream>
#include <random>
#include <thread>

#include "support/temporary_folder.hpp"
#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::task;
using reachd::core::outcome;
using reachd::daemon::state_file;
using reachd::test::temporary_folder;

namespace {

/// A process with some targets, paused so that nothing happens by itself.
struct process {
  explicit process(const std::string& folder, reachd::core::nanoseconds every = 1h)
      : keeper(loop, targets, journal, out, folder, every) {
    keeper.load();
  }
  void start(int count) {
    for (int i = 0; i < count; ++i) {
      auto plan = reachd::test::every(1s);
      plan.name = "t" + std::to_string(i);
      plan.paused = true;
      keeper.recall(plan);
      targets.add(std::move(plan), with);
    }
    keeper.all_started();
  }
  void probe_all() {
    for (std::size_t i = 0; i < targets.slot_count(); ++i) {
      reachd::core::probe_result reply;
      reply.outcome = outcome::reply;
      record.ended(*targets.at(i), record.begin(*targets.at(i)), reply);
    }
  }
  std::uint64_t sent() {
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < targets.slot_count(); ++i) all += targets.at(i)->series.sent();
    return all;
  }

  reachd::uv::loop loop;
  reachd::daemon::log out{reachd::config::log_level::error, reachd::config::log_format::logfmt};
  reachd::daemon::journal journal{out};
  reachd::test::written_observer observer;
  reachd::probe::recorder record{loop.scheduler(), [] { return reachd::core::wall_time(7s); }, observer};
  reachd::test::manual_prober prober{record, loop.scheduler()};
  reachd::test::table_names names{loop.scheduler()};
  reachd::probe::target_set targets{loop.scheduler()};
  reachd::probe::target_set::means with{reachd::probe::probers(prober), names, record};
  reachd::daemon::state_keeper keeper;
};

/// 0: there is no such file. Each save makes another one.
ino_t number_of(const std::string& path) {
  struct stat known {};
  return stat(path.c_str(), &known) == 0 ? known.st_ino : 0;
}

void wait_for_another(const std::string& path, ino_t before) {
  const auto patience = std::chrono::steady_clock::now() + 60s;
  while (number_of(path) == 0 || number_of(path) == before) {
    REQUIRE(std::chrono::steady_clock::now() < patience);
    std::this_thread::sleep_for(1ms);
  }
}

task<void> run_for(process& some, reachd::core::nanoseconds span) {
  reachd::async::scope keeping(some.loop.ready());
  keeping.spawn(some.keeper.run());
  const auto until = reachd::uv::monotonic_now() + span;
  co_await reachd::async::sleep_until(some.loop.scheduler(), until);
  keeping.request_stop();
  co_await keeping.join();
}

}  // namespace

TEST_CASE("the parts of a name are known to the next process, and who stood in for them is nobody") {
  const temporary_folder folder;
  auto whole = reachd::test::every(1s, "db.test");
  whole.name = "db";
  whole.paused = true;
  auto part = whole;
  {
    process first(folder.name);
    for (const char* address : {"192.0.2.2", "192.0.2.1"}) {
      part.name = "db/" + std::string(address);
      part.pinned = reachd::core::address::parse(address);
      first.targets.add(part, first.with);
    }
    part.name = "db/::ffff:c000:201";
    part.pinned = reachd::core::address::parse("::ffff:192.0.2.1");
    first.targets.add(part, first.with);
    part.name = "db/::ffff:192.0.2.1";
    first.targets.add(part, first.with);
    auto stand_in = whole;
    stand_in.name = "other";
    stand_in.stands_in = true;
    first.targets.add(stand_in, first.with);
    first.keeper.all_started();
    first.probe_all();
    first.loop.run(first.keeper.save_last());
  }
  process second(folder.name);
  const auto parts = second.keeper.parts_of(whole);
  std::vector<std::string> texts;
  for (const auto& each : parts) texts.push_back(each.to_string());
  CHECK(texts == std::vector<std::string>{"::ffff:192.0.2.1", "192.0.2.1", "192.0.2.2"});
  whole.name = "other";
  CHECK(second.keeper.parts_of(whole).empty());
  second.keeper.recall(whole);
  CHECK_FALSE(whole.before);
  second.keeper.recall(part);
  CHECK(part.before.has_value());
  second.keeper.all_started();
  CHECK(second.keeper.parts_of(whole).empty());
}

TEST_CASE("the next process goes on, also with targets that are new or gone") {
  const temporary_folder folder;
  {
    process first(folder.name);
    first.start(50);
    first.probe_all();
    first.journal.stalled(2s, reachd::uv::wall_now());
    first.loop.run(first.keeper.save_last());
    CHECK(first.keeper.numbers().saved.has_value());
    CHECK(first.journal.restarts().count == 0);
  }
  process second(folder.name);
  second.start(60);
  CHECK(second.sent() == 50);
  CHECK(second.journal.restarts().count == 1);
  CHECK(second.journal.stalls().lasted == 2s);
  second.probe_all();
  second.loop.run(second.keeper.save_last());
  process third(folder.name);
  third.start(40);
  CHECK(third.sent() == 80);
  CHECK(live_frames() == 0);
}

TEST_CASE("it saves at once and again and again, and a stop finishes the save under way") {
  const temporary_folder folder;
  process some(folder.name, 5ms);
  some.start(3000);
  some.loop.run(run_for(some, 1ms));
  const auto first = some.keeper.numbers().saved;
  REQUIRE(first.has_value());
  some.loop.run(run_for(some, 100ms));
  CHECK(*some.keeper.numbers().saved > *first);
  CHECK(some.keeper.numbers().errors == 0);
  CHECK(live_frames() == 0);
}

TEST_CASE("a second process on the same directory runs without state, counts that, and leaves the first one's alone") {
  const temporary_folder folder;
  process first(folder.name);
  first.start(5);
  first.probe_all();
  {
    process second(folder.name, 5ms);
    second.start(3);
    CHECK(second.keeper.numbers().errors == 1);
    second.loop.run(run_for(second, 20ms));
    second.loop.run(second.keeper.save_last());
    CHECK_FALSE(second.keeper.numbers().saved.has_value());
    CHECK_FALSE(state_file(folder.name).read()->has_value());
  }
  first.loop.run(first.keeper.save_last());
  process third(folder.name);
  third.start(5);
  CHECK(third.sent() == 5);
  CHECK(third.keeper.numbers().errors == 0);
}

TEST_CASE("without a directory nothing is kept and nothing fails") {
  process some("");
  some.start(3);
  some.loop.run(run_for(some, 1ms));
  some.loop.run(some.keeper.save_last());
  CHECK_FALSE(some.keeper.numbers().saved.has_value());
  CHECK(some.keeper.numbers().errors == 0);
}

TEST_CASE("a directory that takes nothing is counted each time, and one that comes back is used") {
  const temporary_folder folder;
  const std::string missing = folder.name + "/later";
  process some(missing, 5ms);
  some.start(3);
  for (int tries = 0; tries < 1'000 && some.keeper.numbers().errors < 2; ++tries) some.loop.run(run_for(some, 5ms));
  CHECK(some.keeper.numbers().errors > 1);
  CHECK_FALSE(some.keeper.numbers().saved.has_value());
  std::filesystem::create_directory(missing);
  some.loop.run(some.keeper.save_last());
  CHECK(some.keeper.numbers().saved.has_value());
}

TEST_CASE("a file that cannot be used is set aside, and every target begins anew") {
  const temporary_folder folder;
  const state_file file(folder.name);
  reachd::state::book_writer writer;
  const auto plan = reachd::test::every(1s);
  writer.add(reachd::probe::identity_of(plan), reachd::state::bytes{1, 2, 3});
  for (const auto& wrong : {reachd::state::bytes{}, reachd::state::bytes{'x'}, writer.seal({})}) {
    REQUIRE(file.write(wrong).has_value());
    process some(folder.name);
    some.start(2);
    CHECK(some.sent() == 0);
    CHECK(some.journal.restarts().count == 0);
    CHECK_FALSE(file.read()->has_value());
    CHECK(std::filesystem::file_size(file.path() + ".refused") == wrong.size());
  }
}

TEST_CASE("a process that is killed while it saves leaves a file that loads") {
#ifdef __SANITIZE_THREAD__
  MESSAGE(
      "skipped: under TSan a child of a program with threads can start none; the service test kills a process of its "
      "own");
  return;
#endif
  const temporary_folder folder;
  const state_file file(folder.name);
  std::mt19937 random(5);
  for (int round = 0; round < 40; ++round) {
    const ino_t before = number_of(file.path());
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      process some(folder.name, 1us);
      some.start(2000);
      some.loop.run(run_for(some, 1h));
      _exit(1);
    }
    wait_for_another(file.path(), before);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
    kill(child, SIGKILL);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    auto content = file.read();
    REQUIRE(content.has_value());
    REQUIRE(content->has_value());
    const auto opened = reachd::state::book::open(std::move(**content));
    REQUIRE(opened.has_value());
    CHECK(opened->size() == 2000);
  }
  CHECK_FALSE(std::filesystem::exists(file.path() + ".refused"));
}
