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
constexpr reachd::core::instant at{1h};

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
      kept.record(failure(static_cast<outcome>(random() % outcome_count), EPERM), now, at);
    }
    std::uint64_t ended = 0;
    for (std::size_t how = 0; how < outcome_count; ++how) ended += kept.ended(static_cast<outcome>(how));
    REQUIRE(kept.sent() == ended + kept.in_flight());
  }
}

TEST_CASE("only replies leave a round-trip time, and the gauges are absent while the target is not up") {
  series kept = fresh();
  CHECK_FALSE(kept.rtt_last().has_value());
  kept.record(reply(5ms), now, at);
  CHECK(kept.rtt_last() == 5ms);
  CHECK_FALSE(kept.jitter().has_value());
  for (int i = 0; i < 3; ++i) kept.record(failure(outcome::lost), now, at);
  CHECK(kept.state().current() == state::up);
  CHECK(kept.go_down(now).has_value());
  CHECK(kept.state().current() == state::down);
  CHECK_FALSE(kept.rtt_last().has_value());
  CHECK(kept.rtt().count() == 1);
}

TEST_CASE("jitter follows RFC 3550: a sixteenth of each difference") {
  series kept = fresh();
  kept.record(reply(10ms), now, at);
  kept.record(reply(26ms), now, at);
  CHECK(kept.jitter() == 1ms);
  kept.record(reply(26ms), now, at);
  CHECK(kept.jitter() == 937'500ns);
}

TEST_CASE("local errors are counted by errno and change nothing else") {
  series kept = fresh();
  kept.record(failure(outcome::local_error, EPERM), now, at);
  kept.record(failure(outcome::local_error, ENOBUFS), now, at);
  kept.record(failure(outcome::local_error, EPERM), now, at);
  REQUIRE(kept.local_errors().size() == 2);
  CHECK(kept.local_errors()[0] == std::pair(EPERM, std::uint64_t{2}));
  CHECK(kept.ended(outcome::lost) == 0);
}

TEST_CASE("state changes are counted and dated, skipped probes included") {
  series kept = fresh();
  CHECK(kept.record(reply(1ms), now, at).has_value());
  CHECK(kept.state_changes() == 1);
  CHECK(kept.last_state_change() == now);
  const auto change = kept.skip(100, now + 1s, at + 1s);
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
  const auto sent = [](probe_result ended, reachd::core::nanoseconds after) {
    ended.sent_at = reachd::core::instant(1h + after);
    ended.sent = now + after;
    return ended;
  };
  kept.record(sent(reply(1ms), 1s), now, at);
  for (int i = 2; i < 5; ++i) kept.record(sent(failure(outcome::lost), 1s * i), now, at);
  kept.go_down(now + 6s);
  REQUIRE(kept.outages().current() != nullptr);
  CHECK(kept.outages().current()->first_lost.wall == now + 2s);
  CHECK(kept.outages().current()->last_reply.wall == now + 1s);
  kept.record(sent(reply(1ms), 10s), now, at);
  CHECK(kept.outages().current() != nullptr);
  kept.record(sent(reply(1ms), 11s), now, at);
  CHECK(kept.outages().current() == nullptr);
  REQUIRE(kept.outages().all().size() == 1);
  CHECK(kept.outages().all().front().duration({}) == 8s);
  CHECK(kept.evidence().outcomes().text() == ".xxx..");
}

TEST_CASE("excused, it has no outage, and what failed before does not count for the next question") {
  series kept = fresh();
  probe_result lost = failure(outcome::lost);
  lost.sent_at = reachd::core::instant(5s);
  for (int i = 0; i < 3; ++i) kept.record(lost, now, at);
  kept.excuse(reachd::stats::change_reason::uplink, now);
  CHECK(kept.outages().all().empty());
  lost.sent_at = reachd::core::instant(9s);
  kept.record(lost, now, at);
  CHECK(kept.evidence().first_counted() == reachd::core::instant(9s));
  CHECK(kept.evidence().first_failed().at == reachd::core::instant(5s));
}

TEST_CASE("late and duplicate replies are counted and leave the balance, the RTTs and the state as they are") {
  series kept = fresh();
  for (int i = 0; i < 2; ++i) kept.begin();
  kept.record(reply(5ms), now, at);
  kept.record(failure(outcome::lost), now, at + 1s);
  kept.late(1500ms, at + 2s);
  kept.late(500ms, at + 2s);
  kept.duplicate(at + 2s);
  CHECK(kept.late() == 2);
  CHECK(kept.late_rtt_sum() == 2s);
  CHECK(kept.duplicates() == 1);
  CHECK(kept.sent() == 2);
  CHECK(kept.in_flight() == 0);
  CHECK(kept.rtt().count() == 1);
  CHECK(kept.rtt_last() == 5ms);
  CHECK(kept.state().current() == state::up);
  const auto found = kept.over(reachd::stats::window::minute, at + 3s);
  CHECK(found.counts.late == 2);
  CHECK(found.counts.duplicates == 1);
  CHECK(found.counts.samples() == 2);
  CHECK(found.rtt->max == 5ms);
}

TEST_CASE("every window of a young target holds what the totals say, and the histogram as many as there are replies") {
  std::mt19937 random(5);
  series kept = fresh();
  for (int i = 0; i < 300; ++i) {
    kept.begin();
    const auto how = static_cast<outcome>(random() % 3 == 0 ? random() % outcome_count : 0);
    auto ended = failure(how, EPERM);
    ended.rtt = 1us * static_cast<int>(random() % 1000);
    kept.record(ended, now, at + 30ms * i);
    if (random() % 20 == 0) kept.skip(random() % 4, now, at + 30ms * i);
    if (random() % 20 == 0) kept.late(2s, at + 30ms * i);
    if (random() % 20 == 0) kept.duplicate(at + 30ms * i);
    for (std::size_t which = 0; which < reachd::stats::window_count; ++which) {
      const auto found = kept.over(static_cast<reachd::stats::window>(which), at + 30ms * i).counts;
      REQUIRE(found.replies == kept.ended(outcome::reply));
      REQUIRE(found.failed == kept.ended(outcome::lost) + kept.ended(outcome::unreachable) +
                                  kept.ended(outcome::refused) + kept.ended(outcome::mismatch));
      REQUIRE(found.local_errors == kept.ended(outcome::local_error));
      REQUIRE(found.skipped == kept.skipped());
      REQUIRE(found.late == kept.late());
      REQUIRE(found.duplicates == kept.duplicates());
      REQUIRE(kept.rtt().count() == found.replies);
    }
  }
}

TEST_CASE("the TTL of replies is kept, and its changes") {
  series kept = fresh();
  CHECK_FALSE(kept.ttl().has_value());
  for (const int ttl : {64, 0, 57}) {
    auto ended = reply(1ms);
    ended.ttl = static_cast<std::uint8_t>(ttl);
    kept.record(ended, now, at);
  }
  auto ended = failure(outcome::unreachable);
  ended.ttl = 255;  // of an error, not of a reply
  kept.record(ended, now, at);
  CHECK(kept.ttl() == 57);
  CHECK(kept.ttl_changes() == 1);
}

TEST_CASE("a timeout above the interval: an outage ends with the first answer, and lasts as long as it was dark") {
  series kept = fresh();
  const auto end = [&kept](outcome how, reachd::core::nanoseconds sent) {
    probe_result ended = failure(how);
    ended.sent_at = reachd::core::instant(sent);
    const auto change = kept.record(ended, now, at);
    return kept.state().wants_down() ? kept.go_down(now) : change;
  };
  // Interval 1 s, timeout 5 s, dark from 100 s to 120 s: the last five of the lost end after the first answers.
  end(outcome::reply, 99s);
  for (int sent = 100; sent < 115; ++sent) end(outcome::lost, 1s * sent);
  REQUIRE(kept.state().current() == state::down);
  CHECK(kept.outages().current()->last_reply.at == reachd::core::instant(99s));
  end(outcome::reply, 120s);
  end(outcome::lost, 115s);
  end(outcome::reply, 121s);
  CHECK(kept.state().current() == state::up);
  for (int sent = 116; sent < 120; ++sent) end(outcome::lost, 1s * sent);
  CHECK(kept.state().current() == state::up);
  CHECK_FALSE(kept.state().undecided());
  CHECK(kept.outages().all().back().duration({}) == 20s);
  CHECK(kept.ended(outcome::lost) == 20);
}

TEST_CASE("one lost by chance does not bring a later outage forward") {
  series kept = fresh();
  const auto end = [&kept](outcome how, reachd::core::nanoseconds sent) {
    probe_result ended = failure(how);
    ended.sent_at = reachd::core::instant(sent);
    kept.record(ended, now, at);
  };
  for (const auto sent : {1s, 3s, 4s, 5s}) end(outcome::reply, sent);
  for (const auto sent : {2s, 6s, 7s}) end(outcome::lost, sent);
  CHECK_FALSE(kept.state().wants_down());
  end(outcome::lost, 8s);
  CHECK(kept.state().wants_down());
  CHECK(kept.evidence().first_failed().at == reachd::core::instant(6s));
}
