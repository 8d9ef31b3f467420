// SPDX-License-Identifier: Apache-2.0
#include "async/semaphore.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "async/event.hpp"
#include "async/scope.hpp"
#include "support/virtual_loop.hpp"

using reachd::async::event;
using reachd::async::live_frames;
using reachd::async::scope;
using reachd::async::semaphore;
using reachd::async::task;
using reachd::test::virtual_loop;

namespace {

struct fixture {
  explicit fixture(std::size_t permits) : places(loop.clock().ready(), permits) {}

  /// Takes a permit, tells its number and keeps the permit until `leave` is set.
  static task<void> hold(fixture& self, int number, event& leave) {
    const auto permit = co_await self.places.acquire();
    if (!permit) {
      ++self.stopped;
      co_return;
    }
    self.order.push_back(number);
    co_await leave.wait();
  }

  virtual_loop loop;
  semaphore places;
  std::vector<int> order;
  int stopped = 0;
  event leave{loop.clock().ready()};
  scope work{loop.clock().ready()};
};

}  // namespace

TEST_CASE("no more hold a permit than there are, and freed ones go to the waiters in order") {
  fixture f(2);
  event first_leaves(f.loop.clock().ready());
  f.work.spawn(fixture::hold(f, 1, first_leaves));
  for (int number = 2; number <= 5; ++number) f.work.spawn(fixture::hold(f, number, f.leave));
  f.loop.settle();
  CHECK(f.order == std::vector{1, 2});
  CHECK(f.places.free() == 0);
  CHECK(f.places.waiting() == 3);
  first_leaves.set();
  f.loop.settle();
  CHECK(f.order == std::vector{1, 2, 3});
  f.leave.set();
  f.loop.settle();
  CHECK(f.order == std::vector{1, 2, 3, 4, 5});
  CHECK(f.places.free() == 2);
  CHECK(live_frames() == 0);
}

TEST_CASE("a waiter that is stopped half-way gets an empty permit, and the next in line is not held up") {
  fixture f(1);
  scope stopping(f.loop.clock().ready());
  f.work.spawn(fixture::hold(f, 1, f.leave));
  stopping.spawn(fixture::hold(f, 2, f.leave));
  f.work.spawn(fixture::hold(f, 3, f.leave));
  f.loop.settle();
  stopping.request_stop();
  f.loop.settle();
  CHECK(f.stopped == 1);
  CHECK(f.places.waiting() == 1);
  f.leave.set();
  f.loop.settle();
  CHECK(f.order == std::vector{1, 3});
  CHECK(f.places.free() == 1);
  CHECK(live_frames() == 0);
}

TEST_CASE("a permit that was granted before the stop is held and given back") {
  fixture f(1);
  event first_leaves(f.loop.clock().ready());
  scope stopping(f.loop.clock().ready());
  f.work.spawn(fixture::hold(f, 1, first_leaves));
  stopping.spawn(fixture::hold(f, 2, f.leave));
  f.loop.settle();
  first_leaves.set();
  f.loop.clock().ready().run(1);  // the first leaves and grants; the second has not gone on yet
  CHECK(f.places.waiting() == 0);
  CHECK(f.places.free() == 0);
  stopping.request_stop();
  f.loop.settle();
  CHECK(f.order == std::vector{1, 2});
  CHECK(f.places.free() == 1);
  CHECK(live_frames() == 0);
}

TEST_CASE("a moved permit is given back once") {
  virtual_loop loop;
  semaphore places(loop.clock().ready(), 2);
  scope work(loop.clock().ready());
  const auto take_and_move = [](semaphore& from, std::size_t& free_while_held) -> task<void> {
    auto permit = co_await from.acquire();
    semaphore::permit kept;
    kept = std::move(permit);
    const semaphore::permit last(std::move(kept));
    free_while_held = from.free();
  };
  std::size_t free_while_held = 9;
  work.spawn(take_and_move(places, free_while_held));
  loop.settle();
  CHECK(free_while_held == 1);
  CHECK(places.free() == 2);
}
