// SPDX-License-Identifier: Apache-2.0
#include "async/scheduler.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "async/scope.hpp"
#include "async/sleep.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::scheduler;
using reachd::async::scope;
using reachd::async::sleep_until;
using reachd::async::task;
using reachd::async::turn_length_for;
using reachd::async::turn_port;
using reachd::core::instant;
using reachd::core::nanoseconds;

namespace {

constexpr instant start{nanoseconds(3h)};
using steps = std::vector<std::string>;

/// Writes down when it is called, and has work left as often as told.
struct recording_port final : turn_port {
  recording_port(scheduler& clock, std::string called, steps& into) : name(std::move(called)), out(&into) {
    clock.add(*this);
  }
  bool drain(instant begun) override {
    out->push_back("drain " + name);
    last_begun = begun;
    return drains_left-- <= 0;
  }
  bool flush() override {
    out->push_back("flush " + name);
    return flushes_left-- <= 0;
  }
  std::string name;
  steps* out;
  instant last_begun;
  int drains_left = 0;
  int flushes_left = 0;
};

struct recording_timer final : reachd::async::timer {
  explicit recording_timer(steps& into) : out(&into) {}
  void expire() noexcept override { out->push_back("expire"); }
  steps* out;
};

task<void> wake_at(scheduler& clock, instant due, steps& out) {
  co_await sleep_until(clock, due);
  out.push_back("resume");
}

task<void> sleep_for_ever(scheduler& clock) { co_await sleep_until(clock, reachd::core::never); }

task<void> count(int& ran) {
  ++ran;
  co_return;
}

}  // namespace

TEST_CASE("a turn drains, expires, resumes and flushes, in this order") {
  scheduler clock(start);
  steps seen;
  recording_port a(clock, "a", seen), b(clock, "b", seen);
  recording_timer due(seen);
  clock.wheel().add(due, start + 1ms);
  scope work(clock.ready());
  work.spawn(wake_at(clock, start + 1ms, seen));
  clock.turn(start);
  CHECK(seen == steps{"drain a", "drain b", "flush a", "flush b"});
  seen.clear();
  clock.turn(start + 1ms);
  CHECK(seen == steps{"drain a", "drain b", "expire", "resume", "flush a", "flush b"});
  CHECK(a.last_begun == start + 1ms);
  CHECK(clock.now() == start + 1ms);
  CHECK(live_frames() == 0);
}

TEST_CASE("a port that has gone is not called any more") {
  scheduler clock(start);
  steps seen;
  recording_port a(clock, "a", seen);
  auto gone = std::make_unique<recording_port>(clock, "gone", seen);
  gone.reset();
  clock.turn(start);
  CHECK(seen == steps{"drain a", "flush a"});
}

TEST_CASE("a port with work left makes the next turn due at once, and every port has its call all the same") {
  scheduler clock(start);
  steps seen;
  recording_port a(clock, "a", seen), b(clock, "b", seen);
  a.drains_left = 2;
  a.flushes_left = 1;
  clock.turn(start + 5ms);
  CHECK(seen == steps{"drain a", "drain b", "flush a", "flush b"});
  CHECK(clock.next_turn() == start + 5ms);
  clock.turn(start + 5ms);  // now only the drain has work left
  CHECK(clock.next_turn() == start + 5ms);
  clock.turn(start + 5ms);
  CHECK(clock.next_turn() == reachd::core::never);
  a.flushes_left = 1;
  clock.turn(start + 6ms);
  CHECK(clock.next_turn() == start + 6ms);
  clock.turn(start + 6ms);
  CHECK(clock.next_turn() == reachd::core::never);
}

TEST_CASE("a turn resumes a bounded number of coroutines and the next turn, due at once, the rest") {
  scheduler clock(start);
  scope work(clock.ready());
  int ran = 0;
  for (int i = 0; i < 3000; ++i) work.spawn(count(ran));
  CHECK(clock.next_turn() == start);
  clock.turn(start);
  CHECK(ran == 1024);
  CHECK(clock.next_turn() == start);
  clock.turn(start);
  clock.turn(start);
  CHECK(ran == 3000);
  CHECK(clock.next_turn() == reachd::core::never);
  CHECK(live_frames() == 0);
}

TEST_CASE("the next turn stands on the grid of the turn length, never before what is due") {
  scheduler clock(start);
  steps seen;
  recording_timer due(seen);
  clock.set_turn_length(8ms);
  CHECK(clock.turn_length() == 8ms);
  clock.wheel().add(due, start + 8ms + 1ns);
  CHECK(clock.next_turn() == start + 16ms);
  clock.wheel().add(due, start + 16ms);
  CHECK(clock.next_turn() == start + 16ms);
  clock.set_turn_length(1ms);
  clock.wheel().add(due, start + 3ms - 1ns);
  CHECK(clock.next_turn() == start + 3ms);
}

TEST_CASE("with a crowd due in one tick no turn follows another in the same moment") {
  scheduler clock(start);
  steps seen;
  std::vector<std::unique_ptr<recording_timer>> crowd;
  for (int i = 0; i < 1000; ++i) {
    crowd.push_back(std::make_unique<recording_timer>(seen));
    clock.wheel().add(*crowd.back(), start + 1ms + nanoseconds(1 + i));
  }
  clock.turn(start + 1ms);
  CHECK(clock.next_turn() == start + 2ms);
  clock.turn(start + 2ms);
  CHECK(seen.size() == 1000);
}

TEST_CASE("a stop half-way through a sleep makes the next turn due at once") {
  scheduler clock(start);
  scope work(clock.ready());
  work.spawn(sleep_for_ever(clock));
  clock.turn(start);
  CHECK(clock.next_turn() > start);
  work.request_stop();
  CHECK(clock.next_turn() == start);
  clock.turn(start);
  CHECK(work.empty());
  CHECK(live_frames() == 0);
}

TEST_CASE("a turn lasts as long as 64 probes, within 1 to 8 ms and a tenth of the smallest interval") {
  CHECK(turn_length_for(10'000, 1s) == 6ms);
  CHECK(turn_length_for(32'000, 1s) == 2ms);
  CHECK(turn_length_for(1'000'000, 1s) == 1ms);
  CHECK(turn_length_for(10, 1s) == 8ms);
  CHECK(turn_length_for(0, 1s) == 8ms);
  CHECK(turn_length_for(0.0001, 24h) == 8ms);
  CHECK(turn_length_for(100, 40ms) == 4ms);
  CHECK(turn_length_for(100, 39ms) == 3ms);
  CHECK(turn_length_for(100, 10ms) == 1ms);
  CHECK(turn_length_for(0, 1ms) == 1ms);
}
