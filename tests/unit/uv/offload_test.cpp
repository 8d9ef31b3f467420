// SPDX-License-Identifier: Apache-2.0
#include "uv/offload.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/start_and_stop.hpp"
#include "uv/process_setup.hpp"

using reachd::async::live_frames;
using reachd::async::scope;
using reachd::async::task;
using reachd::uv::loop;
using reachd::uv::offload;

namespace {

task<std::string> add_on_pool(loop& on, std::string left, std::thread::id& ran_on) {
  auto work = [left, &ran_on] {
    ran_on = std::this_thread::get_id();
    return left + " and more";
  };
  auto value = co_await offload(on, std::move(work));
  co_return value.value();
}

task<bool> return_nothing(loop& on, int& calls) {
  auto work = [&calls] { ++calls; };
  const auto done = co_await offload(on, std::move(work));
  co_return done.has_value();
}

task<std::unique_ptr<int>> move_only(loop& on) {
  auto work = [number = std::make_unique<int>(7)]() mutable { return std::move(number); };
  auto value = co_await offload(on, std::move(work));
  co_return std::move(*value);
}

task<void> fail_on_pool(loop& on) {
  auto work = []() -> int { throw std::runtime_error("broken"); };
  co_await offload(on, std::move(work));
}

/// Work that begins, waits to be let go, and then returns something whose end can be seen.
struct gate {
  std::binary_semaphore begun{0};
  std::binary_semaphore open{0};
};

task<void> wait_at(loop& on, std::shared_ptr<gate> gate, std::shared_ptr<int> returned, bool& stopped) {
  auto work = [gate, returned] {
    gate->begun.release();
    gate->open.acquire();
    return returned;
  };
  gate.reset();
  returned.reset();
  const auto value = co_await offload(on, std::move(work));
  stopped = !value.has_value();
}

/// Blocks the loop, not the pool, until the work runs, then stops its waiter.
task<void> stop_when_begun(scope& waiting, std::shared_ptr<gate> gate) {
  gate->begun.acquire();
  waiting.request_stop();
  co_return;
}

task<void> stop_while_running(loop& on, std::shared_ptr<gate> gate, std::shared_ptr<int> returned, bool& stopped) {
  scope waiting(on.ready());
  scope stopping(on.ready());
  waiting.spawn(wait_at(on, gate, returned, stopped));
  stopping.spawn(stop_when_begun(waiting, gate));
  co_await waiting.join();
  co_await stopping.join();
}

task<void> count_call(loop& on, std::shared_ptr<int> calls, bool& stopped) {
  auto work = [calls] { ++*calls; };
  const auto value = co_await offload(on, std::move(work));
  stopped = !value.has_value();
}

/// Fills the pool, so that the next work is only queued.
task<void> stop_while_queued(loop& on, std::shared_ptr<int> calls, bool& stopped) {
  std::vector<std::shared_ptr<gate>> gates;
  scope filling(on.ready());
  bool unused = false;
  for (std::size_t i = 0; i < reachd::uv::pool_threads(); ++i) {
    gates.push_back(std::make_shared<gate>());
    filling.spawn(wait_at(on, gates.back(), nullptr, unused));
  }
  co_await reachd::test::start_and_stop(on.ready(), count_call(on, calls, stopped));
  for (const auto& one : gates) one->open.release();
  co_await filling.join();
}

task<void> stopped_before(loop& on, std::shared_ptr<int> calls, bool& stopped) {
  scope waiting(on.ready());
  waiting.request_stop();
  waiting.spawn(count_call(on, calls, stopped));
  co_await waiting.join();
}

}  // namespace

TEST_CASE("work runs on another thread and gives its value back") {
  loop on;
  std::thread::id ran_on;
  CHECK(on.run(add_on_pool(on, "one", ran_on)) == "one and more");
  CHECK(ran_on != std::thread::id());
  CHECK(ran_on != std::this_thread::get_id());
  CHECK(live_frames() == 0);
}

TEST_CASE("work that returns nothing, and work and values that can only be moved") {
  loop on;
  int calls = 0;
  CHECK(on.run(return_nothing(on, calls)));
  CHECK(calls == 1);
  CHECK(*on.run(move_only(on)) == 7);
  CHECK(live_frames() == 0);
}

TEST_CASE("what the work throws comes out of the wait") {
  loop on;
  CHECK_THROWS_WITH(on.run(fail_on_pool(on)), "broken");
  CHECK(live_frames() == 0);
}

TEST_CASE("a stop while the work runs lets the waiter go on at once, and the value is dropped later") {
  auto at = std::make_shared<gate>();
  auto returned = std::make_shared<int>(1);
  bool stopped = false;
  {
    loop on;
    on.run(stop_while_running(on, at, returned, stopped));
    CHECK(stopped);
    CHECK(live_frames() == 0);
    CHECK(returned.use_count() == 2);  // the work, which still runs, owns the other
    at->open.release();
  }
  CHECK(returned.use_count() == 1);
  CHECK(at.use_count() == 1);
}

TEST_CASE("a stop while the work is queued takes it out of the queue") {
  auto calls = std::make_shared<int>(0);
  bool stopped = false;
  {
    loop on;
    on.run(stop_while_queued(on, calls, stopped));
  }
  CHECK(stopped);
  CHECK(*calls == 0);
  CHECK(calls.use_count() == 1);
  CHECK(live_frames() == 0);
}

TEST_CASE("work whose waiter is already stopped is never begun") {
  loop on;
  auto calls = std::make_shared<int>(0);
  bool stopped = false;
  on.run(stopped_before(on, calls, stopped));
  CHECK(stopped);
  CHECK(*calls == 0);
  CHECK(calls.use_count() == 1);
}
