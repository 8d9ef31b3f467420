// SPDX-License-Identifier: Apache-2.0
#include "uv/loop.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "async/sleep.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::sleep_until;
using reachd::async::task;
using reachd::uv::loop;

namespace {

task<int> sleeping(loop& on, reachd::core::nanoseconds span, int value) {
  co_await sleep_until(on.scheduler(), on.scheduler().now() + span);
  co_return value;
}

task<int> failing() {
  throw std::runtime_error("broken");
  co_return 1;
}

task<void> counting(int& turns) {
  ++turns;
  co_return;
}

struct lag_recorder final : reachd::uv::turn_observer {
  void was_suspended(reachd::core::nanoseconds) override { ++suspends; }
  int suspends = 0;
  void turn_began(reachd::core::nanoseconds lag) override {
    ++turns;
    negative = negative || lag < 0ns;
  }
  int turns = 0;
  bool negative = false;
};

}  // namespace

TEST_CASE("run returns the value of its task after the time it sleeps") {
  loop on;
  const auto before = reachd::uv::monotonic_now();
  CHECK(on.run(sleeping(on, 20ms, 42)) == 42);
  CHECK(reachd::uv::monotonic_now() - before >= 20ms);
  CHECK(live_frames() == 0);
}

TEST_CASE("an exception of the task comes out of run") {
  loop on;
  CHECK_THROWS_WITH(on.run(failing()), "broken");
  CHECK(live_frames() == 0);
}

TEST_CASE("a loop can run one task after another") {
  loop on;
  int turns = 0;
  for (int i = 0; i < 3; ++i) on.run(counting(turns));
  CHECK(turns == 3);
}

TEST_CASE("timed turns report their lag, which is never negative") {
  loop on;
  lag_recorder lag;
  on.observe(&lag);
  on.run(sleeping(on, 5ms, 1));
  CHECK(lag.turns >= 1);
  CHECK_FALSE(lag.negative);
}
