// SPDX-License-Identifier: Apache-2.0
#include "stats/tally.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

using namespace reachd::stats;

namespace {

tally tally_of(const std::vector<event>& events) {
  tally some;
  rtt_before before;
  for (const event& happened : events) some.add(happened, before);
  return some;
}

event reply(std::uint64_t rtt) { return {event_kind::reply, rtt}; }

event random_event(std::mt19937_64& random) {
  const auto kind = static_cast<event_kind>(random() % 3 == 0 ? random() % 10 : 0);
  return {kind, kind == event_kind::reply ? random() % 60'000'000'000 : 1 + random() % 3};
}

void check_same(const tally& one, const tally& other) {
  CHECK(one.counts == other.counts);
  CHECK(one.sum == other.sum);
  CHECK(one.min == other.min);
  CHECK(one.max == other.max);
  CHECK(one.differences == other.differences);
  CHECK(one.pairs == other.pairs);
  CHECK(one.squares == doctest::Approx(other.squares).epsilon(1e-9));
}

}  // namespace

TEST_CASE("each kind is counted in its place; stopped probes nowhere") {
  const tally some = tally_of({reply(5),
                               {event_kind::lost, 1},
                               {event_kind::unreachable, 1},
                               {event_kind::refused, 1},
                               {event_kind::mismatch, 1},
                               {event_kind::local_error, 1},
                               {event_kind::stopped, 1},
                               {event_kind::late, 2},
                               {event_kind::duplicate, 3},
                               {event_kind::skipped, 7}});
  CHECK(some.counts == event_counts{1, 4, 1, 7, 2, 3});
  CHECK(some.counts.samples() == 5);
  CHECK(tally_of({{event_kind::stopped, 1}}).empty());
  CHECK_FALSE(tally_of({{event_kind::skipped, 1}}).empty());
}

TEST_CASE("neighbours have a difference only when both were answered") {
  const tally some = tally_of({reply(100), reply(130), {event_kind::lost, 1}, reply(500), reply(490)});
  CHECK(some.pairs == 2);
  CHECK(some.differences == 40);
}

TEST_CASE("what was never sent, and what arrives besides, does not part neighbours") {
  for (const event_kind between :
       {event_kind::local_error, event_kind::skipped, event_kind::late, event_kind::duplicate, event_kind::stopped}) {
    CHECK(tally_of({reply(10), {between, 1}, reply(4)}).differences == 6);
  }
}

TEST_CASE("the squares are those of two passes, also where all replies take 60 s and differ by nanoseconds") {
  std::mt19937_64 random(7);
  for (const std::uint64_t spread : {1U, 4U, 1000U, 4'000'000'000U}) {
    std::vector<event> events;
    for (int i = 0; i < 5000; ++i) events.push_back(reply(60'000'000'000 + random() % spread));
    const tally some = tally_of(events);
    const double mean = static_cast<double>(some.sum) / 5000;
    double squares = 0;
    for (const event& one : events) squares += std::pow(static_cast<double>(one.value) - mean, 2);
    CHECK(some.squares == doctest::Approx(squares).epsilon(1e-6));
  }
}

TEST_CASE("merging gives what adding all would, in any grouping, whatever the parts") {
  std::mt19937_64 random(8);
  for (int round = 0; round < 300; ++round) {
    rtt_before before_all;
    rtt_before before;
    tally all;
    std::vector<tally> parts(3);
    for (tally& part : parts) {
      for (auto i = random() % 20; i > 0; --i) {
        const event happened = random_event(random);
        all.add(happened, before_all);
        part.add(happened, before);
      }
    }
    tally left = parts[0];
    left.merge(parts[1]);
    left.merge(parts[2]);
    tally right = parts[1];
    right.merge(parts[2]);
    tally other = parts[0];
    other.merge(right);
    check_same(left, all);
    check_same(other, all);
  }
}
