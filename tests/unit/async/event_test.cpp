// SPDX-License-Identifier: Apache-2.0
#include "async/event.hpp"

#include <doctest/doctest.h>

#include "async/scope.hpp"
#include "support/virtual_loop.hpp"

using reachd::async::event;
using reachd::async::live_frames;
using reachd::async::scope;
using reachd::async::task;
using reachd::test::virtual_loop;

namespace {

task<void> wait_for(event& waited, int& happened, int& stopped) {
  const bool came = co_await waited.wait();
  ++(came ? happened : stopped);
}

struct fixture {
  virtual_loop loop;
  event came{loop.clock().ready()};
  int happened = 0;
  int stopped = 0;
  scope work{loop.clock().ready()};
};

}  // namespace

TEST_CASE("setting an event lets every waiter go on, from the ready queue") {
  fixture f;
  for (int i = 0; i < 3; ++i) f.work.spawn(wait_for(f.came, f.happened, f.stopped));
  f.loop.settle();
  CHECK(f.happened == 0);
  f.came.set();
  CHECK(f.happened == 0);
  f.loop.settle();
  CHECK(f.happened == 3);
  CHECK(live_frames() == 0);
}

TEST_CASE("while an event is set nobody waits, and after a reset they wait again") {
  fixture f;
  f.came.set();
  CHECK(f.came.is_set());
  f.work.spawn(wait_for(f.came, f.happened, f.stopped));
  f.loop.settle();
  CHECK(f.happened == 1);
  f.came.reset();
  CHECK_FALSE(f.came.is_set());
  f.work.spawn(wait_for(f.came, f.happened, f.stopped));
  f.loop.settle();
  CHECK(f.happened == 1);
  f.came.set();
  f.loop.settle();
  CHECK(f.happened == 2);
}

TEST_CASE("a waiter that was let go goes on even if the event is reset before its turn") {
  fixture f;
  f.work.spawn(wait_for(f.came, f.happened, f.stopped));
  f.loop.settle();
  f.came.set();
  f.came.reset();
  f.loop.settle();
  CHECK(f.happened == 1);
}

TEST_CASE("a waiter that is stopped half-way leaves the others waiting") {
  fixture f;
  scope stopping(f.loop.clock().ready());
  f.work.spawn(wait_for(f.came, f.happened, f.stopped));
  stopping.spawn(wait_for(f.came, f.happened, f.stopped));
  f.loop.settle();
  stopping.request_stop();
  f.loop.settle();
  CHECK(f.stopped == 1);
  CHECK(f.happened == 0);
  f.came.set();
  f.loop.settle();
  CHECK(f.happened == 1);
  CHECK(f.stopped == 1);
  CHECK(live_frames() == 0);
}
