// SPDX-License-Identifier: Apache-2.0
#include "uv/child_starter.hpp"

#include <doctest/doctest.h>
#include <chrono>
#include <fstream>
#include <optional>
#include <thread>
#include <vector>

#include "support/no_descriptor_left.hpp"
#include "support/skip.hpp"
#include "support/stubborn.hpp"
#include "unit/uv/hanging_starts.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using async::live_frames;
using test::childless;
using test::errno_of;
using test::shell;
using test::sleep_for;
using test::start;
using test::until_hanging;
using fixture = test::hanging_starts;
using outcome = test::start_end;

namespace {

/// Stops its waiter when the start hangs; `let_go` lets it go on then.
async::task<void> stop_when_hanging(uv::child_starter& by, fixture& f, core::nanoseconds patience, bool let_go,
                                    outcome& out) {
  async::scope waiting(by.on().ready());
  waiting.spawn(start(by, f.slow, patience, out));
  co_await until_hanging(by.on(), f.mount);
  waiting.request_stop();
  if (let_go) f.mount.go_on.release();
  co_await waiting.join();
}

}  // namespace

TEST_CASE("a start that is stopped while it is in work is waited for, and its child is killed and reaped") {
  fixture f;
  uv::loop on;
  uv::child_starter starter(on, 4, test::hang);
  const std::size_t before = test::open_descriptors();
  outcome out;
  on.run(stop_when_hanging(starter, f, 1h, true, out));
  REQUIRE(out);
  CHECK(*out);
  on.run(test::until_nothing_is_left(on, starter));
  CHECK(childless());
  CHECK(test::open_descriptors() == before);
  CHECK(live_frames() == 0);
}

TEST_CASE("one that does not come back is given up; its child is killed and reaped when it does") {
  fixture f;
  uv::loop on;
  uv::child_starter starter(on, 2, test::hang);
  outcome out, again, other;
  on.run(stop_when_hanging(starter, f, 1ms, false, out));
  CHECK(errno_of(out) == ETIMEDOUT);
  CHECK(starter.in_work() == 1);
  CHECK(childless());
  // No other start of the program is tried until then, and those of other programs go on.
  on.run(start(starter, f.slow, 1h, again));
  CHECK(errno_of(again) == EBUSY);
  CHECK(again->error().message() == "start /bin/sleep: an earlier start of it has not come back (EBUSY)");
  on.run(start(starter, shell("exit 0"), 1h, other));
  CHECK(*other);
  f.mount.go_on.release(2);
  while (errno_of(again) == EBUSY) on.run(start(starter, f.slow, 1h, again));
  CHECK(*again);
  CHECK(starter.in_work() == 0);
  on.run(test::until_nothing_is_left(on, starter));
  CHECK(childless());
}

TEST_CASE("a child that comes out when nobody is there any more is killed and reaped") {
  fixture f;
  const std::size_t before = test::open_descriptors();
  {
    uv::loop on;
    uv::child_starter starter(on, 2, test::hang);
    outcome out;
    on.run(stop_when_hanging(starter, f, 1ms, false, out));
    CHECK(errno_of(out) == ETIMEDOUT);
    f.mount.go_on.release();
  }
  CHECK(childless());
  CHECK(test::open_descriptors() == before);
}

namespace {

async::task<void> six_and_another(uv::child_starter& by, fixture& f, std::vector<outcome>& out, outcome& other) {
  async::scope all(by.on().ready());
  for (outcome& each : out) all.spawn(start(by, f.slow, 1h, each));
  const uv::command good = shell("exit 0");
  co_await start(by, good, 1h, other);
  co_await until_hanging(by.on(), f.mount, 2);
  f.mount.go_on.release(6);
  co_await all.join();
}

async::task<void> stop_while_waiting(uv::child_starter& by, fixture& f, outcome& first, outcome& second) {
  async::scope hangs(by.on().ready()), waits(by.on().ready());
  hangs.spawn(start(by, f.slow, 1h, first));
  co_await until_hanging(by.on(), f.mount);
  waits.spawn(start(by, f.slow, 1h, second));
  co_await sleep_for(by.on(), 1ms);
  waits.request_stop();
  co_await waits.join();
  f.mount.go_on.release();
  co_await hangs.join();
}

}  // namespace

TEST_CASE("no more than half of the places are taken by the starts of one program") {
  fixture f;
  uv::loop on;
  uv::child_starter starter(on, 4, test::hang);
  std::vector<outcome> six(6);
  outcome other;
  on.run(six_and_another(starter, f, six, other));
  CHECK(*other);
  for (const outcome& each : six) CHECK(*each);
  CHECK(f.mount.most == 2);
  on.run(test::until_nothing_is_left(on, starter));
  CHECK(childless());
}

TEST_CASE("who is stopped before its turn comes has started nothing") {
  fixture f;
  uv::loop on;
  uv::child_starter starter(on, 1, test::hang);
  outcome first, second;
  on.run(stop_while_waiting(starter, f, first, second));
  CHECK(*first);
  CHECK(errno_of(second) == EAGAIN);
  on.run(test::until_nothing_is_left(on, starter));
  CHECK(childless());
}

namespace {

std::optional<test::no_descriptor_left> descriptors;
std::string running;

/// When it cannot be killed any more.
core::result<pid_t> spawn_the_last(const uv::command& what, int output, int error) {
  auto child = uv::spawn_process(what, output, error);
  while (!std::ifstream(running)) std::this_thread::yield();
  descriptors.emplace();
  return child;
}

}  // namespace

TEST_CASE("a child that cannot be watched is the reaper's, even one that cannot be killed") {
  const test::temporary_folder folder;
  const test::without_kill powerless;
  if (!powerless.holds()) return support::skipped("only root can start a child that it may not kill");
  running = folder.name + "/running";
  uv::loop on;
  uv::child_starter starter(on, 2, spawn_the_last);
  outcome out;
  on.run(start(starter, test::stubborn_program(folder), 1h, out));
  CHECK(errno_of(out) == EMFILE);
  CHECK(out->error().message() == "watch setpriv: Too many open files (EMFILE)");
  CHECK(starter.reaper().size() == 1);
  descriptors.reset();
  powerless.kill(on.run(test::wait_for_number(on, running)));
  on.run(test::until_nothing_is_left(on, starter));
  CHECK(childless());
}
