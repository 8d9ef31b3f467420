// SPDX-License-Identifier: Apache-2.0
#include "async/timer_wheel.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

using namespace std::chrono_literals;
using reachd::async::timer;
using reachd::async::timer_wheel;
using reachd::core::instant;
using reachd::core::nanoseconds;

namespace {

constexpr instant start{nanoseconds(3h)};

struct recorder final : timer {
  recorder(timer_wheel& on, std::vector<instant>& into) : wheel(&on), out(&into) {}
  void expire() noexcept override {
    out->push_back(due());
    if (again) wheel->add(*this, wheel->now());
  }
  timer_wheel* wheel;
  std::vector<instant>* out;
  bool again = false;
};

}  // namespace

TEST_CASE("a timer expires at the first advance that reaches its due time, to the nanosecond") {
  timer_wheel wheel(start);
  std::vector<instant> expired;
  recorder one(wheel, expired);
  wheel.add(one, start + 5ms + 7ns);
  CHECK(wheel.next_due() == start + 5ms + 7ns);
  wheel.advance(start + 5ms + 6ns);
  CHECK(expired.empty());
  wheel.advance(start + 5ms + 7ns);
  CHECK(expired.size() == 1);
  CHECK(wheel.next_due() == reachd::core::never);
}

TEST_CASE("timers beyond one lap wait for their own lap") {
  timer_wheel wheel(start);
  std::vector<instant> expired;
  recorder far(wheel, expired);
  wheel.add(far, start + 24h);
  instant now = start;
  int wakes = 0;
  while (expired.empty()) {
    const instant next = wheel.next_due();
    REQUIRE(next > now);
    REQUIRE(next <= start + 24h);
    wheel.advance(now = next);
    ++wakes;
  }
  CHECK(now == start + 24h);
  CHECK(wakes <= 24 * 3600 / 4 + 2);
}

TEST_CASE("a removed, moved or destroyed timer does not expire at its old time") {
  timer_wheel wheel(start);
  std::vector<instant> expired;
  recorder removed(wheel, expired), moved(wheel, expired);
  auto destroyed = std::make_unique<recorder>(wheel, expired);
  wheel.add(removed, start + 1ms);
  wheel.add(moved, start + 1ms);
  wheel.add(*destroyed, start + 1ms);
  timer_wheel::remove(removed);
  wheel.add(moved, start + 9ms);
  destroyed.reset();
  wheel.advance(start + 5ms);
  CHECK(expired.empty());
  wheel.advance(start + 9ms);
  CHECK(expired == std::vector<instant>{start + 9ms});
}

TEST_CASE("a timer that adds itself while expiring waits for the next advance") {
  timer_wheel wheel(start);
  std::vector<instant> expired;
  recorder again(wheel, expired);
  again.again = true;
  wheel.add(again, start + 1ms);
  wheel.advance(start + 3s);
  CHECK(expired.size() == 1);
  CHECK(wheel.next_due() == start + 3s);
  wheel.advance(start + 3s);
  CHECK(expired.size() == 2);
}

TEST_CASE("of a crowd in one tick the next due time is after now, unless one is due already") {
  timer_wheel wheel(start);
  std::vector<instant> expired;
  std::vector<std::unique_ptr<recorder>> crowd;
  for (int i = 0; i < 1000; ++i) {
    crowd.push_back(std::make_unique<recorder>(wheel, expired));
    wheel.add(*crowd.back(), start + 1ms + 400us + nanoseconds(i));
  }
  CHECK(wheel.next_due() <= start + 1ms + 400us);
  wheel.advance(start + 1ms);
  CHECK(wheel.next_due() > start + 1ms);
  CHECK(wheel.next_due() <= start + 1ms + 400us);
  recorder late(wheel, expired);
  wheel.add(late, start);
  CHECK(wheel.next_due() == start + 1ms);
  timer_wheel::remove(late);
  CHECK(wheel.next_due() > start + 1ms);
  wheel.advance(start + 2ms);
  CHECK(expired.size() == 1000);
  CHECK(wheel.next_due() == reachd::core::never);
}

TEST_CASE("time that goes back is ignored, and a stall of many laps expires everything due") {
  timer_wheel wheel(start);
  std::vector<instant> expired;
  recorder one(wheel, expired), two(wheel, expired);
  wheel.add(one, start + 10s);
  wheel.add(two, start + 1h);
  wheel.advance(start - 1h);
  CHECK(wheel.now() == start);
  wheel.advance(start + 2h);
  CHECK(expired.size() == 2);
}

TEST_CASE("against a sorted list: 20,000 random timers expire each exactly once and never early") {
  std::mt19937_64 random(7);
  timer_wheel wheel(start);
  std::vector<instant> expired;
  std::vector<std::unique_ptr<recorder>> timers;
  std::vector<instant> wanted;
  for (int i = 0; i < 20'000; ++i) {
    const instant due = start + nanoseconds(random() % 20'000'000'000);
    timers.push_back(std::make_unique<recorder>(wheel, expired));
    wheel.add(*timers.back(), due);
    wanted.push_back(due);
  }
  std::sort(wanted.begin(), wanted.end());
  for (instant now = start; expired.size() < wanted.size();) {
    const std::size_t before = expired.size();
    const instant next = wheel.next_due();
    REQUIRE(next <= wanted[before]);
    now = std::max(now, next) + nanoseconds(random() % 3'000'000);
    wheel.advance(now);
    for (std::size_t i = before; i < expired.size(); ++i) REQUIRE(expired[i] <= now);
    REQUIRE((expired.size() == wanted.size() || wanted[expired.size()] > now));
  }
  std::sort(expired.begin(), expired.end());
  CHECK(expired == wanted);
}
