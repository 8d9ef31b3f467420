// SPDX-License-Identifier: Apache-2.0
#include "probe/schedule.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>

using namespace std::chrono_literals;
using reachd::core::instant;
using reachd::core::nanoseconds;
using reachd::probe::schedule;

namespace {

constexpr instant start{nanoseconds(1000h)};

}  // namespace

TEST_CASE("due times stand on phase + k * interval and do not drift over a day") {
  const schedule plan("gw", 100ms, 100ms);
  const instant first = plan.first(start);
  CHECK(first > start);
  CHECK(first <= start + 100ms);
  instant due = first;
  for (int k = 1; k <= 864'000; ++k) {
    const auto step = plan.after(due, due + 3ms, false);
    REQUIRE(step.missed == 0);
    due = step.due;
  }
  CHECK(due == first + 24h);
}

TEST_CASE("the phase depends on the name alone, not on when the target was added") {
  const schedule plan("gw", 1s, 1s);
  const auto offset = plan.first(start).time_since_epoch() % nanoseconds(1s);
  CHECK(plan.first(start + 12'345ms).time_since_epoch() % nanoseconds(1s) == offset);
  CHECK(schedule("gw2", 1s, 1s).first(start) != plan.first(start));
}

TEST_CASE("ten thousand targets spread evenly over the interval") {
  std::array<int, 100> per_10ms{};
  for (int i = 0; i < 10'000; ++i) {
    const schedule plan("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250), 1s, 1s);
    ++per_10ms[static_cast<std::size_t>(plan.first(start).time_since_epoch() % nanoseconds(1s) / nanoseconds(10ms))];
  }
  CHECK(*std::max_element(per_10ms.begin(), per_10ms.end()) < 150);
  CHECK(*std::min_element(per_10ms.begin(), per_10ms.end()) > 50);
}

TEST_CASE("a slow target is probed within 5 s and then on its phase") {
  const schedule plan("slow", 24h, 5s);
  const instant first = plan.first(start);
  CHECK(first < start + 5s);
  const instant second = plan.after(first, first, false).due;
  CHECK(second <= first + 24h);
  CHECK(plan.after(second, second, false).due == second + 24h);
}

TEST_CASE("what was missed in a stall is counted and never made up for") {
  const schedule plan("gw", 1s, 1s);
  const instant due = plan.first(start);
  const auto step = plan.after(due, due + 3500ms, false);
  CHECK(step.missed == 3);
  CHECK(step.due == due + 4s);
  CHECK(plan.after(due, due + 3s, false).missed == 3);
  CHECK(plan.after(due, due + 3s - 1ns, false).missed == 2);
}

TEST_CASE("while undecided the retry interval holds, and afterwards the phase again") {
  const schedule plan("gw", 30s, 5s);
  const instant due = plan.after(plan.first(start), start + 6s, false).due;
  const auto retry = plan.after(due, due, true);
  CHECK(retry.due == due + 5s);
  CHECK(plan.after(due, due + 11s, true).missed == 2);
  CHECK(plan.after(retry.due, retry.due, false).due == due + 30s);
  CHECK(plan.shortest() == 5s);
}

TEST_CASE("a retry longer than the interval changes nothing") {
  const schedule plan("gw", 1s, 5s);
  const instant due = plan.first(start);
  CHECK(plan.after(due, due, true).due == due + 1s);
  CHECK(plan.shortest() == 1s);
}

TEST_CASE("too late is a quarter of the interval, 20 ms at least and an interval at most") {
  CHECK(schedule("a", 1s, 1s).too_late(start, start + 250ms));
  CHECK_FALSE(schedule("a", 1s, 1s).too_late(start, start + 249ms));
  CHECK(schedule("a", 40ms, 40ms).too_late(start, start + 20ms));
  CHECK_FALSE(schedule("a", 40ms, 40ms).too_late(start, start + 19ms));
  CHECK(schedule("a", 10ms, 10ms).too_late(start, start + 10ms));
  CHECK_FALSE(schedule("a", 10ms, 10ms).too_late(start, start + 9ms));
}

TEST_CASE("clock origins before zero and far in the future keep the phase") {
  const schedule plan("gw", 1s, 1s);
  for (const instant origin : {instant(-10h), instant(0s), instant(nanoseconds(INT64_MAX / 4))}) {
    const instant first = plan.first(origin);
    CHECK(first > origin);
    CHECK(first <= origin + 1s);
  }
}

TEST_CASE("a first failure is followed at the retry interval, or at once when it is known later") {
  const schedule s("t", 60s, 5s);
  const instant due{nanoseconds(1000s)};
  CHECK(s.retry_after(due, due + 3s) == due + 5s);
  CHECK(s.retry_after(due, due + 7s) == due + 7s);
}

TEST_CASE("a first failure that is known only after a stall is followed in a distance of whole retry intervals") {
  const schedule s("t", 60s, 5s);
  const instant due{nanoseconds(1000s)};
  CHECK(s.retry_after(due, due + 61s) == due + 65s);
}

TEST_CASE("a retry interval that is not shorter moves no due time off its phase") {
  CHECK(schedule("t", 1s, 1s).retry_after(instant(nanoseconds(1000s)), instant(nanoseconds(1007s))) ==
        reachd::core::never);
}
