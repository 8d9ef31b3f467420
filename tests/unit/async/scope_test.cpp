// SPDX-License-Identifier: Apache-2.0
#include "async/scope.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "async/sleep.hpp"
#include "support/virtual_loop.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::scope;
using reachd::async::sleep_until;
using reachd::async::task;
using reachd::test::virtual_loop;

namespace {

task<void> count_after(virtual_loop& loop, reachd::core::nanoseconds span, int& ended, int& stopped) {
  const bool awake = co_await sleep_until(loop.clock(), loop.now() + span);
  ++(awake ? ended : stopped);
}

task<void> join(scope& joined, bool& done) {
  co_await joined.join();
  done = true;
}

task<void> fail_after(virtual_loop& loop) {
  co_await sleep_until(loop.clock(), loop.now() + 1ms);
  throw std::runtime_error("broken");
}

task<void> join_failing(scope& joined, std::string& out) {
  try {
    co_await joined.join();
  } catch (const std::runtime_error& problem) {
    out = problem.what();
  }
}

}  // namespace

TEST_CASE("a task starts from the ready queue, never inside spawn") {
  virtual_loop loop;
  int ended = 0, stopped = 0;
  scope work(loop.clock().ready());
  work.spawn(count_after(loop, 0ms, ended, stopped));
  CHECK(ended == 0);
  loop.settle();
  CHECK(ended == 1);
  CHECK(work.empty());
}

TEST_CASE("join waits for the last task") {
  virtual_loop loop;
  int ended = 0, stopped = 0;
  bool joined = false;
  scope work(loop.clock().ready());
  scope outer(loop.clock().ready());
  work.spawn(count_after(loop, 5ms, ended, stopped));
  work.spawn(count_after(loop, 9ms, ended, stopped));
  outer.spawn(join(work, joined));
  loop.run_for(8ms);
  CHECK(ended == 1);
  CHECK_FALSE(joined);
  loop.run_for(1ms);
  CHECK(joined);
  CHECK(live_frames() == 0);
}

TEST_CASE("a stop of the outer scope reaches the tasks of an inner one, and join still waits for them") {
  virtual_loop loop;
  int ended = 0, stopped = 0;
  bool joined = false;
  reachd::async::stop_source outer_stop;
  scope work(loop.clock().ready(), outer_stop.token());
  scope outer(loop.clock().ready());
  work.spawn(count_after(loop, 5ms, ended, stopped));
  outer.spawn(join(work, joined));
  loop.settle();
  outer.request_stop();
  loop.settle();
  CHECK_FALSE(joined);
  outer_stop.request_stop();
  loop.settle();
  CHECK(stopped == 1);
  CHECK(joined);
}

TEST_CASE("a task spawned into a stopped scope runs and sees the stop at its first wait") {
  virtual_loop loop;
  int ended = 0, stopped = 0;
  scope work(loop.clock().ready());
  work.request_stop();
  work.spawn(count_after(loop, 5ms, ended, stopped));
  loop.settle();
  CHECK(stopped == 1);
  CHECK(work.empty());
}

TEST_CASE("the first exception stops the siblings and comes out of join") {
  virtual_loop loop;
  int ended = 0, stopped = 0;
  std::string out;
  scope work(loop.clock().ready());
  scope outer(loop.clock().ready());
  work.spawn(count_after(loop, 1h, ended, stopped));
  work.spawn(fail_after(loop));
  outer.spawn(join_failing(work, out));
  loop.run_for(2ms);
  CHECK(stopped == 1);
  CHECK(out == "broken");
  CHECK(live_frames() == 0);
}
