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
  CHECK(kept.state().current() == state::up);
  CHECK(kept.go_down(now).has_value());
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

TEST_CASE("an outage is recorded from the first lost probe to the first answered one") {
  series kept = fresh();
  const auto at = [](probe_result ended, reachd::core::nanoseconds after) {
    ended.sent_at = reachd::core::instant(1h + after);
    ended.sent = now + after;
    return ended;
  };
  kept.record(at(reply(1ms), 1s), now);
  for (int i = 2; i < 5; ++i) kept.record(at(failure(outcome::lost), 1s * i), now);
  kept.go_down(now + 6s);
  REQUIRE(kept.outages().current() != nullptr);
  CHECK(kept.outages().current()->first_lost.wall == now + 2s);
  CHECK(kept.outages().current()->last_reply.wall == now + 1s);
  kept.record(at(reply(1ms), 10s), now);
  CHECK(kept.outages().current() != nullptr);
  kept.record(at(reply(1ms), 11s), now);
  CHECK(kept.outages().current() == nullptr);
  REQUIRE(kept.outages().all().size() == 1);
  CHECK(kept.outages().all().front().duration({}) == 8s);
  CHECK(kept.evidence().outcomes().text() == ".xxx..");
}

TEST_CASE("excused, it has no outage, and what failed before does not count for the next question") {
  series kept = fresh();
  probe_result lost = failure(outcome::lost);
  lost.sent_at = reachd::core::instant(5s);
  for (int i = 0; i < 3; ++i) kept.record(lost, now);
  kept.excuse(reachd::stats::change_reason::uplink, now);
  CHECK(kept.outages().all().empty());
  lost.sent_at = reachd::core::instant(9s);
  kept.record(lost, now);
  CHECK(kept.evidence().first_counted() == reachd::core::instant(9s));
  CHECK(kept.evidence().first_failed().at == reachd::core::instant(5s));
}
