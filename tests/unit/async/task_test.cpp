// SPDX-License-Identifier: Apache-2.0
#include "async/task.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "async/scope.hpp"
#include "async/sleep.hpp"
#include "support/virtual_loop.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::scope;
using reachd::async::sleep_until;
using reachd::async::task;
using reachd::test::virtual_loop;

namespace {

task<int> ready(int value) { co_return value; }

task<long> sum_of(int count) {
  long sum = 0;
  for (int i = 0; i < count; ++i) {
    const int value = co_await ready(1);
    sum += value;
  }
  co_return sum;
}

task<std::string> late(virtual_loop& loop, std::string text) {
  const bool awake = co_await sleep_until(loop.clock(), loop.now() + 10ms);
  co_return awake ? text : "stopped";
}

task<void> keep(virtual_loop& loop, std::vector<std::string>& out) {
  std::string value = co_await late(loop, "first");
  out.push_back(value);
  value = co_await late(loop, "second");
  out.push_back(value);
}

task<void> fail() {
  throw std::runtime_error("broken");
  co_return;
}

task<void> catching(std::string& out) {
  try {
    co_await fail();
  } catch (const std::runtime_error& problem) {
    out = problem.what();
  }
}

}  // namespace

TEST_CASE("a task that nobody awaits never runs and leaves no frame") {
  {
    const auto unused = ready(1);
    CHECK(live_frames() == 1);
  }
  CHECK(live_frames() == 0);
}

TEST_CASE("a million awaits that complete at once do not grow the stack") {
  virtual_loop loop;
  long sum = 0;
  scope work(loop.clock().ready());
  const auto add = [](long& out) -> task<void> { out = co_await sum_of(1'000'000); };
  work.spawn(add(sum));
  loop.settle();
  CHECK(sum == 1'000'000);
}

TEST_CASE("a parent goes on with its child's value once the child was resumed") {
  virtual_loop loop;
  std::vector<std::string> out;
  scope work(loop.clock().ready());
  work.spawn(keep(loop, out));
  loop.run_for(10ms);
  CHECK(out == std::vector<std::string>{"first"});
  loop.run_for(10ms);
  CHECK(out == std::vector<std::string>{"first", "second"});
  CHECK(live_frames() == 0);
}

TEST_CASE("a stop reaches the innermost wait and every frame ends") {
  virtual_loop loop;
  std::vector<std::string> out;
  scope work(loop.clock().ready());
  work.spawn(keep(loop, out));
  loop.run_for(5ms);
  CHECK(live_frames() == 2);
  work.request_stop();
  CHECK(out.empty());
  loop.settle();
  CHECK(out == std::vector<std::string>{"stopped", "stopped"});
  CHECK(live_frames() == 0);
}

TEST_CASE("an exception of a child can be caught by its parent") {
  virtual_loop loop;
  std::string out;
  scope work(loop.clock().ready());
  work.spawn(catching(out));
  loop.settle();
  CHECK(out == "broken");
}
