// SPDX-License-Identifier: Apache-2.0
#include "stats/windows.hpp"

#include <doctest/doctest.h>

#include <random>

#include "unit/stats/window_oracle.hpp"

using namespace std::chrono_literals;
using namespace reachd::stats;
using namespace reachd::test;
using reachd::core::instant;
using reachd::core::nanoseconds;

namespace {

constexpr window all_windows[] = {window::ten_seconds, window::minute, window::five_minutes, window::hour};
constexpr event lost{event_kind::lost, 1};

event reply(std::uint64_t rtt) { return {event_kind::reply, rtt}; }
bool is_short(window which) { return length_of(which) <= 1min; }
double ns(nanoseconds value) { return static_cast<double>(value.count()); }

/// The same events for the windows and for the oracle.
struct pair_of_views {
  windows kept;
  window_oracle wanted;

  void add(event happened, instant at) {
    kept.add(happened, at);
    wanted.add(happened, at);
  }
};

void check_counts(window which, const window_statistics& found, const pair_of_views& views, instant now) {
  const auto events = views.wanted.within(which, now);
  CHECK(found.counts.replies == sorted_rtts(events).size());
  std::uint64_t failed = 0;
  for (const auto kind : {event_kind::lost, event_kind::unreachable, event_kind::refused, event_kind::mismatch}) {
    failed += count_of(events, kind);
  }
  CHECK(found.counts.failed == failed);
  CHECK(found.counts.local_errors == count_of(events, event_kind::local_error));
  // What happens besides is gathered: for up to 62.5 ms it counts as happening with the first of its kind.
  const auto surely = is_short(which) ? views.wanted.within(which, now + recent::gathered) : events;
  const auto check_between = [&](std::uint64_t count, event_kind kind) {
    CHECK(count <= count_of(events, kind));
    CHECK(count >= (is_short(which) ? count_of(surely, kind) : count_of(events, kind)));
  };
  check_between(found.counts.late, event_kind::late);
  check_between(found.counts.duplicates, event_kind::duplicate);
  check_between(found.counts.skipped, event_kind::skipped);
  const std::uint64_t samples = found.counts.replies + failed;
  REQUIRE(found.loss.has_value() == (samples > 0));
  if (found.loss) CHECK(found.loss->share == static_cast<double>(failed) / static_cast<double>(samples));
}

void check_quantile(window which, nanoseconds found, const std::vector<double>& sorted, double share) {
  const double wanted = sorted[static_cast<std::size_t>(std::ceil(static_cast<double>(sorted.size()) * share)) - 1];
  if (is_short(which)) {
    CHECK(ns(found) == wanted);
    return;
  }
  const double off = std::max(ns(found), wanted) - std::min(ns(found), wanted);
  CHECK(off <= std::min(ns(found), wanted) * (std::exp2(1.0 / 8) - 1) + 0.5);  // half a nanosecond by rounding
  CHECK(ns(found) >= sorted.front());
  CHECK(ns(found) <= sorted.back());
}

void check_rtts(window which, const window_statistics& found, const pair_of_views& views, instant now) {
  const std::vector<double> sorted = sorted_rtts(views.wanted.within(which, now));
  REQUIRE(found.rtt.has_value() == !sorted.empty());
  if (!found.rtt) return;
  CHECK(ns(found.rtt->min) == sorted.front());
  CHECK(ns(found.rtt->max) == sorted.back());
  CHECK(std::abs(ns(found.rtt->mean) - mean_of(sorted)) <= 1);
  // Slices keep 7 digits of the squares; rounding to whole nanoseconds comes on top.
  CHECK(std::abs(ns(found.rtt->deviation) - deviation_of(sorted)) <= 1 + 1e-6 * deviation_of(sorted));
  check_quantile(which, found.rtt->p50, sorted, 0.5);
  check_quantile(which, found.rtt->p90, sorted, 0.9);
  check_quantile(which, found.rtt->p99, sorted, 0.99);
  const std::vector<double> differences = views.wanted.differences(which, now);
  REQUIRE(found.rtt->difference.has_value() == !differences.empty());
  if (found.rtt->difference) CHECK(std::abs(ns(*found.rtt->difference) - mean_of(differences)) <= 1);
}

void check_all(const pair_of_views& views, instant now) {
  for (const window which : all_windows) {
    CAPTURE(name_of(which));
    const window_statistics found = views.kept.over(which, now);
    check_counts(which, found, views, now);
    check_rtts(which, found, views, now);
    CHECK(found.covered == now - std::max(window_oracle::begin_of(which, now), views.wanted.first()));
  }
}

/// How a target is: how far apart its events are, and which they are.
struct habit {
  nanoseconds interval;
  unsigned failures_in_100;
  unsigned others_in_100;
  std::uint64_t longest_rtt;
};

event random_event(std::mt19937_64& random, const habit& is) {
  if (random() % 100 < is.failures_in_100) return {static_cast<event_kind>(1 + random() % 4), 1};
  if (random() % 100 < is.others_in_100) return {static_cast<event_kind>(5 + random() % 5), 1 + random() % 3};
  return reply(1 + (random() % is.longest_rtt >> (random() % 4 == 0 ? random() % 36 : 0)));
}

nanoseconds random_pause(std::mt19937_64& random, nanoseconds interval) {
  const std::uint64_t chance = random() % 1000;
  const nanoseconds most = chance == 0 ? 3h : chance < 4 ? 12min : chance < 10 ? 90s : 2 * interval;
  return recent::step * static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most / recent::step));
}

void run_history(std::uint64_t seed, const habit& is, instant start, int events, int check_every) {
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  pair_of_views views;
  instant at = start;
  for (int i = 0; i < events; ++i) {
    const event happened = random_event(random, is);
    if (happened.kind != event_kind::stopped)
      views.add(happened, at);
    else
      views.kept.add(happened, at);
    if (i > 0 && random() % static_cast<unsigned>(check_every) == 0) {
      check_all(views, at);
      check_all(views, at + random_pause(random, is.interval));
    }
    at += random_pause(random, is.interval);
  }
}

}  // namespace

TEST_CASE("every figure of every window equals brute force, over random histories") {
  const habit habits[] = {
      {1s, 5, 5, 300'000}, {1s, 60, 30, 60'000'000'000}, {30s, 20, 10, 5'000'000'000}, {10min, 30, 5, 60'000'000'000},
      {200ms, 1, 20, 50},
  };
  std::uint64_t seed = 0;
  for (const habit& is : habits) {
    for (const instant start : {instant(0s), instant(59min), reachd::core::never - 24h * 365}) {
      run_history(++seed, is, start, 3000, 100);
    }
  }
}

TEST_CASE("nothing has happened: no figure, in any window, at any time") {
  const windows kept;
  for (const window which : all_windows) {
    for (const instant now : {instant(0s), instant(1h), reachd::core::never}) {
      const window_statistics found = kept.over(which, now);
      CHECK(found.covered == 0s);
      CHECK(found.counts == event_counts{});
      CHECK_FALSE(found.loss.has_value());
      CHECK_FALSE(found.rtt.has_value());
    }
  }
}

TEST_CASE("one reply, of 1 ns or of a minute: it is every figure, until its time has passed") {
  for (const std::uint64_t rtt : {std::uint64_t{1}, std::uint64_t{60'000'000'000}}) {
    for (const instant at : {instant(0s), instant(1h), reachd::core::never - 2h}) {
      windows kept;
      kept.add(reply(rtt), at);
      for (const window which : all_windows) {
        const auto found = kept.over(which, at + 1s);
        REQUIRE(found.rtt.has_value());
        for (const nanoseconds value :
             {found.rtt->min, found.rtt->mean, found.rtt->max, found.rtt->p50, found.rtt->p99}) {
          CHECK(ns(value) == static_cast<double>(rtt));
        }
        CHECK(found.rtt->deviation == 0s);
        CHECK_FALSE(found.rtt->difference.has_value());
        CHECK(found.covered == 1s);
        CHECK_FALSE(kept.over(which, at + 71min).rtt.has_value());
        CHECK(kept.over(which, at + 71min).counts.samples() == 0);
      }
    }
  }
}

TEST_CASE("at a window's edge: exactly 10 s and 60 s ago is outside; whole slices count from their first moment on") {
  const instant ten = instant(100min);
  windows kept;
  kept.add(lost, ten);
  kept.add(reply(1), ten + recent::step);
  CHECK(kept.over(window::ten_seconds, ten + 10s).counts == event_counts{1, 0, 0, 0, 0, 0});
  CHECK(kept.over(window::minute, ten + 1min).counts == event_counts{1, 0, 0, 0, 0, 0});
  CHECK(kept.over(window::five_minutes, ten + 6min - 1ns).counts.samples() == 2);
  CHECK(kept.over(window::five_minutes, ten + 6min).counts.samples() == 0);
  CHECK(kept.over(window::hour, ten + 70min - 1ns).counts.samples() == 2);
  CHECK(kept.over(window::hour, ten + 70min).counts.samples() == 0);
}

TEST_CASE("a fast target: the short windows say which span they cover, the long ones miss nothing") {
  windows kept;
  instant at{1h};
  for (int i = 0; i < 200'000; ++i) kept.add(i % 10 == 0 ? lost : reply(1000), at += 1ms);  // 200 s
  const auto minute = kept.over(window::minute, at);
  CHECK(minute.covered == 1ms * (recent::limit - 1));
  CHECK(minute.counts.samples() == recent::limit);
  CHECK(minute.loss->share == doctest::Approx(0.1));
  CHECK(kept.over(window::ten_seconds, at).covered == minute.covered);
  CHECK(kept.over(window::hour, at).counts == event_counts{180'000, 20'000, 0, 0, 0, 0});
  CHECK(kept.over(window::five_minutes, at).counts.samples() == 200'000);
  CHECK(kept.over(window::five_minutes, at).covered == 200s - 1ms);
}

TEST_CASE("now before the last event counts as its time, and so does an event before the last") {
  windows kept;
  kept.add(reply(5), instant(1h));
  kept.add(reply(5), instant(59min));
  for (const window which : all_windows) {
    CHECK(kept.over(which, instant(1s)).counts.replies == 2);
    CHECK(kept.over(which, instant(1s)).covered == 0s);
  }
}

TEST_CASE("an RTT beyond what is kept is cut alike in all windows") {
  windows kept;
  kept.add(reply(UINT64_MAX), instant(1s));
  for (const window which : all_windows) {
    CHECK(ns(kept.over(which, instant(1s)).rtt->max) == static_cast<double>(recent::largest_value));
    CHECK(ns(kept.over(which, instant(1s)).rtt->p50) == static_cast<double>(recent::largest_value));
  }
}

TEST_CASE("steady targets of a day: the hour has its 3600 to 4200 samples, at whatever second it is asked") {
  windows kept;
  for (int second = 0; second < 26 * 3600; ++second) {
    kept.add(reply(1'000'000 + static_cast<std::uint64_t>(second)), instant(1s * second));
    if (second < 3600 || second % 61 != 0) continue;
    const auto found = kept.over(window::hour, instant(1s * second));
    REQUIRE(found.counts.replies == static_cast<std::uint64_t>(3601 + second % 600));
    REQUIRE(found.rtt->max - found.rtt->min == 1ns * (3600 + second % 600));
    REQUIRE(found.rtt->difference == 1ns);
  }
}
