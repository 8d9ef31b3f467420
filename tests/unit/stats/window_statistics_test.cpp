// SPDX-License-Identifier: Apache-2.0
#include "stats/window_statistics.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace std::chrono_literals;
using namespace reachd::stats;

namespace {

tally tally_of(const std::vector<event>& events) {
  tally some;
  rtt_before before;
  for (const event& happened : events) some.add(happened, before);
  return some;
}

}  // namespace

TEST_CASE("the windows have their names and lengths") {
  CHECK(name_of(window::ten_seconds) == "10s");
  CHECK(length_of(window::ten_seconds) == 10s);
  CHECK(name_of(window::minute) == "1m");
  CHECK(length_of(window::minute) == 60s);
  CHECK(name_of(window::five_minutes) == "5m");
  CHECK(length_of(window::five_minutes) == 300s);
  CHECK(name_of(window::hour) == "1h");
  CHECK(length_of(window::hour) == 3600s);
}

TEST_CASE("nothing measured: no loss and no round-trip time, also with local errors and skipped probes") {
  const auto figures =
      summarise(tally_of({{event_kind::local_error, 1}, {event_kind::skipped, 4}, {event_kind::late, 1}}), {}, 3s);
  CHECK(figures.covered == 3s);
  CHECK(figures.counts.local_errors == 1);
  CHECK(figures.counts.samples() == 0);
  CHECK_FALSE(figures.loss.has_value());
  CHECK_FALSE(figures.rtt.has_value());
}

TEST_CASE("all lost: loss 1, but no round-trip time") {
  const auto figures = summarise(tally_of({{event_kind::lost, 1}, {event_kind::unreachable, 1}}), {}, 3s);
  REQUIRE(figures.loss.has_value());
  CHECK(figures.loss->share == 1);
  CHECK(figures.loss->within.high == 1);
  CHECK(figures.loss->within.low == doctest::Approx(1 - 3.841459 / 5.841459));
  CHECK_FALSE(figures.rtt.has_value());
}

TEST_CASE("one reply: it is min, mean, max and every quantile; deviation 0, no difference") {
  const auto figures = summarise(tally_of({{event_kind::reply, 5000}}), {5us, 5us, 5us}, 1s);
  REQUIRE(figures.rtt.has_value());
  CHECK(figures.rtt->min == 5us);
  CHECK(figures.rtt->mean == 5us);
  CHECK(figures.rtt->max == 5us);
  CHECK(figures.rtt->deviation == 0ns);
  CHECK(figures.rtt->p99 == 5us);
  CHECK(figures.rtt->variation_p99() == 0ns);
  CHECK_FALSE(figures.rtt->difference.has_value());
  CHECK(figures.loss->share == 0);
}

TEST_CASE("figures worked out by hand: 2, 4, 4, 4, 5, 5, 7, 9 us have mean 5 and deviation 2") {
  std::vector<event> events;
  for (const std::uint64_t us : {2, 4, 4, 4, 5, 5, 7, 9}) events.push_back({event_kind::reply, us * 1000});
  events.push_back({event_kind::lost, 2});
  const auto figures = summarise(tally_of(events), {4us, 9us, 9us}, 10s);
  CHECK(figures.counts.samples() == 10);
  CHECK(figures.loss->share == doctest::Approx(0.2));
  CHECK(figures.rtt->min == 2us);
  CHECK(figures.rtt->mean == 5us);
  CHECK(figures.rtt->max == 9us);
  CHECK(figures.rtt->deviation == 2us);
  CHECK(figures.rtt->difference == 1us);  // (2 + 0 + 0 + 1 + 0 + 2 + 2) / 7
  CHECK(figures.rtt->variation_p50() == 2us);
  CHECK(figures.rtt->variation_p99() == 7us);
}
