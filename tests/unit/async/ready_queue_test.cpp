// SPDX-License-Identifier: Apache-2.0
#include "async/ready_queue.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

using reachd::async::ready_queue;
using reachd::async::resumable;

namespace {

/// A coroutine that starts suspended and ends by itself.
struct note {
  struct promise_type {
    note get_return_object() { return note{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
  std::coroutine_handle<> frame;
};

/// Something that can be queued: writes its number down when it is resumed.
struct waiting final : resumable {
  waiting(int number, std::vector<int>& into) : written(write(number, into)) { handle_ = written.frame; }
  ~waiting() { written.frame.destroy(); }
  waiting(const waiting&) = delete;
  waiting& operator=(const waiting&) = delete;
  static note write(int number, std::vector<int>& into) {
    into.push_back(number);
    co_return;
  }
  note written;
};

/// Queues another one when it is resumed.
struct pushing final : resumable {
  pushing(ready_queue& queue, resumable& next) : pushed(push(queue, next)) { handle_ = pushed.frame; }
  ~pushing() { pushed.frame.destroy(); }
  pushing(const pushing&) = delete;
  pushing& operator=(const pushing&) = delete;
  static note push(ready_queue& queue, resumable& next) {
    queue.push(next);
    co_return;
  }
  note pushed;
};

}  // namespace

TEST_CASE("who is queued first goes on first") {
  ready_queue queue;
  std::vector<int> ran;
  waiting one(1, ran), two(2, ran), three(3, ran);
  for (waiting* each : {&two, &one, &three}) queue.push(*each);
  CHECK(ran.empty());
  CHECK(queue.run(10) == 3);
  CHECK(ran == std::vector{2, 1, 3});
  CHECK(queue.empty());
  CHECK(queue.run(10) == 0);
}

TEST_CASE("a run is bounded, and the rest waits for the next one") {
  ready_queue queue;
  std::vector<int> ran;
  waiting one(1, ran), two(2, ran), three(3, ran);
  for (waiting* each : {&one, &two, &three}) queue.push(*each);
  CHECK(queue.run(2) == 2);
  CHECK(ran == std::vector{1, 2});
  CHECK_FALSE(queue.empty());
  CHECK(queue.run(2) == 1);
}

TEST_CASE("what is queued while the queue runs goes on in the same run, within its bound") {
  ready_queue queue;
  std::vector<int> ran;
  waiting last(7, ran);
  pushing first(queue, last);
  queue.push(first);
  CHECK(queue.run(1) == 1);
  CHECK(ran.empty());
  CHECK(queue.run(1) == 1);
  CHECK(ran == std::vector{7});
}

TEST_CASE("what is destroyed while queued leaves the queue") {
  ready_queue queue;
  std::vector<int> ran;
  waiting one(1, ran);
  auto gone = std::make_unique<waiting>(2, ran);
  queue.push(*gone);
  queue.push(one);
  gone.reset();
  CHECK(queue.run(10) == 1);
  CHECK(ran == std::vector{1});
}
