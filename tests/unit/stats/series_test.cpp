// SPDX-License-Identifier: Apache-2.0
#include "stats/series.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <random>

using namespace std::chrono_literals;
using reachd::core::outcome;
using reachd::core::outcome_count;
using reachd::core::probe_result;
using reachd::core::wall_time;
using reachd::stats::series;
using reachd::stats::state;
using reachd::stats::state_machine;

namespace {

constexpr wall_time now{1'700'000'000s};

probe_result reply(reachd::core::nanoseconds rtt) {
  probe_result ended;
  ended.outcome = outcome::reply;
  ended.rtt = rtt;
  return ended;
}

probe_result failure(outcome how, int errno_value = 0) {
  probe_result ended;
  ended.outcome = how;
  ended.errno_value = errno_value;
  return ended;
}

series fresh() { return series(state_machine(state::unknown, 3, 2)); }

}  // namespace

TEST_CASE("sent equals ended plus in flight after every step of a random history") {
  std::mt19937 random(3);
  series kept = fresh();
  for (int i = 0; i < 10'000; ++i) {
    if (random() % 2 == 0 || kept.in_flight() == 0) {
      kept.begin();
    } else {
      kept.record(failure(static_cast<outcome>(random() % outcome_count), EPERM), now);
    }
    std::uint64_t ended = 0;
    for (std::size_t how = 0; how < outcome_count; ++how) ended += kept.ended(static_cast<outcome>(how));
    REQUIRE(kept.sent() == ended + kept.in_flight());
  }
}

TEST_CASE("only replies leave a round-trip time, and the gauges are absent while the target is not up") {
  series kept = fresh();
  CHECK_FALSE(kept.rtt_last().has_value());
  kept.record(reply(5ms), now);
  CHECK(kept.rtt_last() == 5ms);
  CHECK_FALSE(kept.jitter().has_value());
  for (int i = 0; i < 3; ++i) kept.record(failure(outcome::lost), now);
  CHECK(kept.state().current() == state::down);
  CHECK_FALSE(kept.rtt_last().has_value());
  CHECK(kept.rtt().count() == 1);
}

TEST_CASE("jitter follows RFC 3550: a sixteenth of each difference") {
  series kept = fresh();
  kept.record(reply(10ms), now);
  kept.record(reply(26ms), now);
  CHECK(kept.jitter() == 1ms);
  kept.record(reply(26ms), now);
  CHECK(kept.jitter() == 937'500ns);
}

TEST_CASE("local errors are counted by errno and change nothing else") {
  series kept = fresh();
  kept.record(failure(outcome::local_error, EPERM), now);
  kept.record(failure(outcome::local_error, ENOBUFS), now);
  kept.record(failure(outcome::local_error, EPERM), now);
  REQUIRE(kept.local_errors().size() == 2);
  CHECK(kept.local_errors()[0] == std::pair(EPERM, std::uint64_t{2}));
  CHECK(kept.ended(outcome::lost) == 0);
}

TEST_CASE("state changes are counted and dated, skipped probes included") {
  series kept = fresh();
  CHECK(kept.record(reply(1ms), now).has_value());
  CHECK(kept.state_changes() == 1);
  CHECK(kept.last_state_change() == now);
  const auto change = kept.skip(100, now + 1s);
  REQUIRE(change.has_value());
  CHECK(change->to == state::unknown);
  CHECK(kept.skipped() == 100);
  CHECK(kept.state_changes() == 2);
  CHECK(kept.last_state_change() == now + 1s);
}

TEST_CASE("a resolved name changes the state once") {
  series kept(state_machine(state::unresolved, 3, 2));
  CHECK(kept.resolved(now).has_value());
  CHECK_FALSE(kept.resolved(now).has_value());
}

TEST_CASE("late replies and duplicates change nothing but their own counts") {
  series kept = fresh();
  kept.begin();
  kept.record(failure(outcome::lost), now);
  kept.late(300ms, {});
  kept.late(400ms, {});
  kept.duplicate({});
  CHECK(kept.late() == 2);
  CHECK(kept.late_rtt_sum() == 700ms);
  CHECK(kept.duplicates() == 1);
  CHECK(kept.ended(outcome::lost) == 1);
  CHECK(kept.in_flight() == 0);
  CHECK(kept.rtt().count() == 0);
  CHECK(kept.state().current() == state::unknown);
}
