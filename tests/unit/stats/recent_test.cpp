// SPDX-License-Identifier: Apache-2.0
#include "stats/recent.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace std::chrono_literals;
using namespace reachd::stats;
using reachd::core::instant;
using reachd::core::nanoseconds;
using reachd::core::outcome;

namespace {

event reply(std::uint64_t rtt) { return {event_kind::reply, rtt}; }
constexpr event lost{event_kind::lost, 1};

std::size_t count_within(const recent& kept, nanoseconds length, instant now) {
  return kept.size() - kept.first_within(length, now);
}

}  // namespace

TEST_CASE("events come back as they were, the oldest first") {
  recent kept;
  CHECK(kept.size() == 0);
  const std::vector<event> events = {reply(1), lost, {event_kind::skipped, 60}, reply(60'000'000'000), reply(0)};
  instant at{1h};
  for (const event& one : events) kept.add(one, at += 1s);
  REQUIRE(kept.size() == events.size());
  for (std::size_t i = 0; i < events.size(); ++i) CHECK(kept[i] == events[i]);
}

TEST_CASE("an event exactly a window ago is outside, 4 us later is inside") {
  for (const nanoseconds start : {nanoseconds(0), nanoseconds(50min), reachd::core::never.time_since_epoch() - 24h}) {
    const instant begin = std::chrono::floor<std::chrono::minutes>(instant(start));
    recent kept;
    kept.add(reply(1), begin);
    kept.add(reply(2), begin + recent::step);
    CHECK(count_within(kept, 10s, begin + 10s) == 1);
    CHECK(count_within(kept, 10s, begin + 10s - recent::step) == 2);
    CHECK(count_within(kept, 10s, begin + 10s + recent::step) == 0);
    CHECK(count_within(kept, 1min, begin + 1min) == 1);
    CHECK(count_within(kept, 1min, begin + 10s) == 2);
    CHECK(count_within(kept, 1min, begin + 2h) == 0);
  }
}

TEST_CASE("against a plain list: every window after every event, through pauses of up to hours") {
  std::mt19937_64 random(1);
  const std::vector<nanoseconds> pauses = {0s, 4us, 10ms, 1s, 9s, 30s, 61s, 3h};
  for (int round = 0; round < 20; ++round) {
    recent kept;
    std::vector<std::pair<instant, event>> all;
    instant at{recent::step * static_cast<int>(random() % 1'000'000)};
    for (int i = 0; i < 1500; ++i) {
      const nanoseconds most = pauses[random() % 10 < 8 ? random() % 5 : random() % pauses.size()];
      at += recent::step * static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most / recent::step + 1));
      const event one = random() % 4 == 0 ? lost : reply(random() % recent::largest_value);
      all.emplace_back(at, one);
      kept.add(one, at);
      for (const nanoseconds length : {nanoseconds(10s), nanoseconds(1min)}) {
        const instant now = at + (random() % 2 == 0 ? nanoseconds(0) : nanoseconds(5s));
        std::size_t wanted = 0;
        while (wanted < all.size() && all[all.size() - 1 - wanted].first > now - length) ++wanted;
        REQUIRE(count_within(kept, length, now) == wanted);
        for (std::size_t n = 1; n <= wanted; ++n) REQUIRE(kept[kept.size() - n] == all[all.size() - n].second);
        REQUIRE_FALSE(kept.covered(length, now).has_value());
      }
    }
  }
}

TEST_CASE("what does not fit is left out and the span says so, once it is past all is well again") {
  recent kept;
  instant at{1h};
  for (std::size_t i = 0; i < 2 * recent::limit; ++i) kept.add(reply(i), at += 1ms);
  CHECK(kept.size() == recent::limit);
  CHECK(kept[0] == reply(recent::limit));
  CHECK(kept.covered(10s, at) == 1ms * (recent::limit - 1));
  CHECK(kept.covered(1min, at + 1s) == 1ms * (recent::limit - 1) + 1s);
  CHECK_FALSE(kept.covered(5s, at).has_value());
  CHECK_FALSE(kept.covered(1min, at + 1min).has_value());
  for (int i = 0; i < 62; ++i) kept.add(reply(1), at += 1s);
  CHECK_FALSE(kept.covered(1min, at).has_value());
  CHECK(count_within(kept, 1min, at) == 60);
}

TEST_CASE("a slow target keeps 16 events, a target with a probe a second a minute") {
  recent slow;
  recent usual;
  for (int i = 0; i < 1000; ++i) {
    slow.add(lost, instant(5min * i));
    usual.add(lost, instant(1s * i));
  }
  CHECK(slow.size() == 16);
  CHECK(usual.size() == 64);
}

TEST_CASE("a storm of duplicates is counted whole and leaves the outcomes where they are") {
  recent kept;
  instant at{1h};
  for (int second = 0; second < 100; ++second) {
    kept.add(reply(1), at);
    for (int i = 0; i < 20'000; ++i) kept.add({event_kind::duplicate}, at += 50us);
  }
  std::uint64_t duplicates = 0;
  std::size_t replies = 0;
  for (std::size_t i = kept.first_within(1min, at); i < kept.size(); ++i) {
    if (kept[i].kind == event_kind::reply) ++replies;
    if (kept[i].kind == event_kind::duplicate) duplicates += kept[i].value;
  }
  CHECK(replies == 59);  // the one of 60 s ago is outside
  CHECK_FALSE(kept.covered(1min, at).has_value());
  CHECK(duplicates <= 60 * 20'000);
  CHECK(duplicates >= 60 * 20'000 - 1251);  // 62.5 ms of them count as happening with the first
  CHECK(kept.size() >= 60);
}

TEST_CASE("only events of one kind that are no outcomes become one") {
  recent kept;
  const instant at{1h};
  kept.add({event_kind::duplicate}, at);
  kept.add({event_kind::duplicate}, at + recent::gathered);
  CHECK(kept.size() == 1);
  CHECK(kept[0].value == 2);
  kept.add({event_kind::duplicate}, at + recent::gathered + recent::step);
  CHECK(kept.size() == 2);
  kept.add({event_kind::late}, at + recent::gathered + recent::step);
  CHECK(kept.size() == 3);
  kept.add(lost, at + 1s);
  kept.add(lost, at + 1s);
  CHECK(kept.size() == 5);
}

TEST_CASE("values too large are cut, not wrapped") {
  recent kept;
  kept.add(reply(UINT64_MAX), instant(1s));
  kept.add({event_kind::skipped, recent::largest_value - 1}, instant(1s));
  kept.add({event_kind::skipped, UINT64_MAX}, instant(1s));
  kept.add(lost, instant(2s));
  CHECK(kept[0] == reply(recent::largest_value));
  CHECK(kept[1] == event{event_kind::skipped, recent::largest_value});
  CHECK(kept[2] == lost);
}

TEST_CASE("a time that goes back counts as that of the newest") {
  recent kept;
  kept.add(lost, instant(100s));
  kept.add(lost, instant(50s));
  CHECK(count_within(kept, 10s, instant(105s)) == 2);
}
