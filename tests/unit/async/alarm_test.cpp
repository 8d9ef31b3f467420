// SPDX-License-Identifier: Apache-2.0
#include "async/alarm.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "async/scope.hpp"
#include "support/virtual_loop.hpp"

using namespace std::chrono_literals;
using reachd::async::alarm;
using reachd::async::live_frames;
using reachd::async::scope;
using reachd::async::task;
using reachd::core::instant;
using reachd::test::virtual_loop;

namespace {

struct fixture {
  /// Waits twice, and keeps when each wait ended or that it was stopped.
  static task<void> wait_twice(fixture& self, instant first, instant second) {
    const bool awake = co_await self.bell.wait_until(first);
    self.keep(awake);
    const bool again = co_await self.bell.wait_until(second);
    self.keep(again);
  }
  void keep(bool awake) {
    if (awake) {
      ended.push_back(loop.now());
    } else {
      ++stopped;
    }
  }

  virtual_loop loop;
  alarm bell{loop.clock()};
  std::vector<instant> ended;
  int stopped = 0;
  instant start = loop.now();
  scope work{loop.clock().ready()};
};

}  // namespace

TEST_CASE("an alarm that nobody moves ends at its due time, and can be waited for again") {
  fixture f;
  CHECK_FALSE(f.bell.waiting());
  f.work.spawn(fixture::wait_twice(f, f.start + 5ms, f.start + 8ms));
  f.loop.settle();
  CHECK(f.bell.waiting());
  f.loop.run_for(20ms);
  CHECK(f.ended == std::vector{f.start + 5ms, f.start + 8ms});
  CHECK_FALSE(f.bell.waiting());
  CHECK(live_frames() == 0);
}

TEST_CASE("a wait ends once, at the due time set last, earlier or later") {
  fixture f;
  f.work.spawn(fixture::wait_twice(f, f.start + 1h, f.start + 2h));
  f.loop.run_for(3ms);
  f.bell.move(f.start + 7ms);
  f.loop.run_for(7ms);
  CHECK(f.ended == std::vector{f.start + 7ms});
  f.bell.move(f.start + 3h);
  f.loop.run_until(f.start + 3h - 1ms);
  CHECK(f.ended.size() == 1);
  f.loop.run_for(1ms);
  CHECK(f.ended.back() == f.start + 3h);
  CHECK(f.ended.size() == 2);
  CHECK(live_frames() == 0);
}

TEST_CASE("a wait that is moved into the past ends in the next turn") {
  fixture f;
  f.work.spawn(fixture::wait_twice(f, f.start + 1h, f.start));
  f.loop.run_for(3ms);
  f.bell.move(f.start);
  f.loop.settle();
  CHECK(f.ended.size() == 2);
}

TEST_CASE("moving an alarm that nobody waits for does nothing") {
  fixture f;
  f.bell.move(f.start + 1ms);
  CHECK(f.loop.clock().next_turn() == reachd::core::never);
}

TEST_CASE("a wait that is stopped half-way leaves nothing in the wheel, and moving it does nothing") {
  fixture f;
  f.work.spawn(fixture::wait_twice(f, f.start + 5ms, f.start + 8ms));
  f.loop.run_for(1ms);
  f.work.request_stop();
  CHECK_FALSE(f.bell.waiting());
  f.bell.move(f.start + 2ms);
  f.loop.settle();
  CHECK(f.stopped == 2);
  CHECK(f.ended.empty());
  CHECK(f.loop.clock().next_turn() == reachd::core::never);
  CHECK(live_frames() == 0);
}
