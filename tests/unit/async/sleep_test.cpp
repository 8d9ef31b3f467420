// SPDX-License-Identifier: Apache-2.0
#include "async/sleep.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "async/scope.hpp"
#include "support/virtual_loop.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::scope;
using reachd::async::sleep_until;
using reachd::async::task;
using reachd::core::instant;
using reachd::test::virtual_loop;

namespace {

struct woken {
  bool awake = false;
  instant at;
};

task<void> sleep_and_tell(virtual_loop& loop, instant due, std::optional<woken>& out) {
  const bool awake = co_await sleep_until(loop.clock(), due);
  out = woken{awake, loop.now()};
}

}  // namespace

TEST_CASE("a sleep ends in the first turn at or after its due time, never before") {
  virtual_loop loop;
  scope work(loop.clock().ready());
  const instant due = loop.now() + 10ms;
  std::optional<woken> out;
  work.spawn(sleep_and_tell(loop, due, out));
  loop.run_until(due - 1ns);
  CHECK_FALSE(out);
  loop.run_until(due + 5ms);
  REQUIRE(out);
  CHECK(out->awake);
  CHECK(out->at == due);
  CHECK(live_frames() == 0);
}

TEST_CASE("a sleep until now or the past does not wait for another turn") {
  virtual_loop loop;
  scope work(loop.clock().ready());
  std::optional<woken> present, past;
  work.spawn(sleep_and_tell(loop, loop.now(), present));
  work.spawn(sleep_and_tell(loop, loop.now() - 1h, past));
  loop.clock().turn(loop.now());
  REQUIRE(present);
  REQUIRE(past);
  CHECK(present->awake);
  CHECK(past->awake);
}

TEST_CASE("a sleep that is stopped half-way ends at the stop and leaves the wheel") {
  virtual_loop loop;
  scope work(loop.clock().ready());
  const instant begun = loop.now();
  std::optional<woken> out;
  work.spawn(sleep_and_tell(loop, begun + 10ms, out));
  loop.run_until(begun + 4ms);
  work.request_stop();
  CHECK_FALSE(out);
  loop.settle();
  REQUIRE(out);
  CHECK_FALSE(out->awake);
  CHECK(out->at == begun + 4ms);
  CHECK(loop.clock().next_turn() == reachd::core::never);
  CHECK(live_frames() == 0);
}

TEST_CASE("a sleep that has ended before the stop counts as slept, though nothing has run since") {
  virtual_loop loop;
  scope work(loop.clock().ready());
  std::optional<woken> out;
  work.spawn(sleep_and_tell(loop, loop.now() + 10ms, out));
  loop.settle();
  loop.clock().wheel().advance(loop.now() + 10ms);
  work.request_stop();
  loop.settle();
  REQUIRE(out);
  CHECK(out->awake);
}
