// SPDX-License-Identifier: Apache-2.0
#include "async/timeout.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "async/scope.hpp"
#include "async/sleep.hpp"
#include "support/virtual_loop.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::scope;
using reachd::async::sleep_until;
using reachd::async::task;
using reachd::async::with_deadline;
using reachd::core::instant;
using reachd::test::virtual_loop;

namespace {

task<std::string> work_until(virtual_loop& loop, instant due) {
  const bool awake = co_await sleep_until(loop.clock(), due);
  co_return awake ? "done" : "stopped";
}

/// Goes on for a while after it was stopped, by a wait with a stop of its own.
task<std::string> slow_to_stop(virtual_loop& loop, instant due, instant cleaned_up) {
  co_await sleep_until(loop.clock(), due);
  reachd::async::stop_source never;
  auto cleaning = work_until(loop, cleaned_up);
  cleaning.use_stop(never.token());
  co_await std::move(cleaning);
  co_return "cleaned up";
}

task<std::string> fail_at(virtual_loop& loop, instant due) {
  co_await sleep_until(loop.clock(), due);
  throw std::runtime_error("broken");
}

struct outcome {
  bool ended = false;
  std::optional<std::string> value;  // unless the deadline passed
  std::string returned;
  std::string problem;
  instant at;
};

task<void> keep(virtual_loop& loop, instant deadline, task<std::string> work, outcome& out) {
  try {
    auto timed = co_await with_deadline(loop.clock(), deadline, std::move(work));
    if (!timed.deadline_passed) out.value = timed.value;
    out.returned = std::move(timed.value);
  } catch (const std::runtime_error& problem) {
    out.problem = problem.what();
  }
  out.ended = true;
  out.at = loop.now();
}

}  // namespace

TEST_CASE("work that ends before its deadline gives its value, and the deadline leaves the wheel") {
  virtual_loop loop;
  scope work(loop.clock().ready());
  const instant start = loop.now();
  outcome out;
  work.spawn(keep(loop, start + 10ms, work_until(loop, start + 4ms), out));
  loop.run_for(4ms);
  CHECK(out.value == "done");
  CHECK(loop.clock().next_turn() == reachd::core::never);
  CHECK(live_frames() == 0);
}

TEST_CASE("work that completes in the turn in which its deadline acts still hands over its value") {
  virtual_loop loop;
  scope work(loop.clock().ready());
  outcome out;
  work.spawn(keep(loop, loop.now() + 10ms, work_until(loop, loop.now() + 10ms), out));
  loop.settle();
  loop.clock().turn(loop.now() + 1s);
  loop.settle();
  CHECK(out.returned == "done");
  CHECK(live_frames() == 0);
}

TEST_CASE("work that is stopped half-way by its deadline gives nothing") {
  virtual_loop loop;
  scope work(loop.clock().ready());
  const instant start = loop.now();
  outcome out;
  work.spawn(keep(loop, start + 10ms, work_until(loop, start + 1h), out));
  loop.run_until(start + 9ms);
  CHECK_FALSE(out.ended);
  loop.run_until(start + 10ms);
  CHECK(out.ended);
  CHECK_FALSE(out.value);
  CHECK(out.at == start + 10ms);
  CHECK(loop.clock().next_turn() == reachd::core::never);
  CHECK(live_frames() == 0);
}

TEST_CASE("the end of work that is slow to stop is waited for") {
  virtual_loop loop;
  scope work(loop.clock().ready());
  const instant start = loop.now();
  outcome out;
  work.spawn(keep(loop, start + 10ms, slow_to_stop(loop, start + 1h, start + 25ms), out));
  loop.run_until(start + 24ms);
  CHECK_FALSE(out.ended);
  loop.run_until(start + 25ms);
  CHECK(out.ended);
  CHECK_FALSE(out.value);
  CHECK(live_frames() == 0);
}

TEST_CASE("when the caller is stopped half-way the work ends as stopped, and its value counts") {
  virtual_loop loop;
  scope work(loop.clock().ready());
  const instant start = loop.now();
  outcome out;
  work.spawn(keep(loop, start + 10ms, work_until(loop, start + 1h), out));
  loop.run_for(5ms);
  work.request_stop();
  loop.settle();
  CHECK(out.value == "stopped");
  CHECK(out.at == start + 5ms);
  CHECK(loop.clock().next_turn() == reachd::core::never);
  CHECK(live_frames() == 0);
}

TEST_CASE("a deadline in the past stops work at its first wait") {
  virtual_loop loop;
  scope work(loop.clock().ready());
  outcome out;
  work.spawn(keep(loop, loop.now() - 1s, work_until(loop, loop.now() + 1h), out));
  loop.settle();
  CHECK(out.ended);
  CHECK_FALSE(out.value);
}

TEST_CASE("an exception of the work comes out, before the deadline and after it") {
  virtual_loop loop;
  scope work(loop.clock().ready());
  const instant start = loop.now();
  outcome before, after;
  work.spawn(keep(loop, start + 10ms, fail_at(loop, start + 4ms), before));
  work.spawn(keep(loop, start + 10ms, fail_at(loop, start + 1h), after));
  loop.run_for(10ms);
  CHECK(before.problem == "broken");
  CHECK(before.at == start + 4ms);
  CHECK(after.problem == "broken");
  CHECK(after.at == start + 10ms);
  CHECK(live_frames() == 0);
}
