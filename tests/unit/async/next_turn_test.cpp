// SPDX-License-Identifier: Apache-2.0
#include "async/next_turn.hpp"

#include <doctest/doctest.h>

#include "async/scope.hpp"
#include "support/virtual_loop.hpp"

using reachd::async::live_frames;
using reachd::async::next_turn;
using reachd::async::scope;
using reachd::async::task;
using reachd::test::virtual_loop;

namespace {

task<void> count_turns(virtual_loop& loop, int wanted, int& turns) {
  for (int i = 0; i < wanted; ++i) {
    co_await next_turn(loop.clock());
    const auto stop = co_await reachd::async::current_stop_token();
    if (stop.stop_requested()) co_return;
    ++turns;
  }
}

}  // namespace

TEST_CASE("work goes on once a turn, so others get theirs in between") {
  virtual_loop loop;
  scope work(loop.clock().ready());
  int turns = 0;
  work.spawn(count_turns(loop, 3, turns));
  loop.clock().turn(loop.now());
  CHECK(turns == 0);
  for (int i = 1; i <= 3; ++i) {
    loop.clock().turn(loop.now());
    CHECK(turns == i);
  }
  CHECK(live_frames() == 0);
}

TEST_CASE("a stop half-way ends the wait") {
  virtual_loop loop;
  scope work(loop.clock().ready());
  int turns = 0;
  work.spawn(count_turns(loop, 100, turns));
  for (int i = 0; i < 5; ++i) loop.clock().turn(loop.now());
  CHECK(turns == 4);
  work.request_stop();
  loop.settle();
  CHECK(turns == 4);
  CHECK(live_frames() == 0);
}
