// SPDX-License-Identifier: Apache-2.0
#include "metrics/self_families.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace reachd::metrics;

TEST_CASE("a histogram is cumulative and ends with +Inf") {
  self_numbers numbers;
  numbers.loop_lag.record(50us);
  numbers.loop_lag.record(2ms);
  numbers.loop_lag.record(5s);
  std::vector<prometheus::MetricFamily> families;
  append_self_families(families, numbers);
  for (const auto& each : families) {
    if (each.name != "reachd_loop_lag_seconds") continue;
    const auto& histogram = each.metric.at(0).histogram;
    CHECK(histogram.bucket.front().cumulative_count == 1);
    CHECK(histogram.bucket.back().cumulative_count == 3);
    CHECK(histogram.sample_count == 3);
    CHECK(histogram.sample_sum == doctest::Approx(5.00205));
    for (std::size_t i = 1; i < histogram.bucket.size(); ++i) {
      CHECK(histogram.bucket[i].upper_bound > histogram.bucket[i - 1].upper_bound);
    }
  }
}

TEST_CASE("every family is of the table, in its order, and has a sample") {
  std::vector<prometheus::MetricFamily> families;
  self_numbers numbers;
  numbers.uplink = {{"ipv4", true}, {"ipv6", false}};
  numbers.state.saved = reachd::core::wall_time(1s);
  append_self_families(families, numbers);
  append_process_families(families, reachd::core::wall_time(1s));
  std::size_t last = 0;
  for (const auto& each : families) {
    CAPTURE(each.name);
    CHECK_FALSE(each.metric.empty());
    std::size_t at = 0;
    while (at < own_family_count && own_families[at].name != each.name) ++at;
    REQUIRE(at < own_family_count);
    CHECK(each.help == own_families[at].help);
    CHECK(at > last);
    last = at;
  }
  CHECK(families.size() == own_family_count - 3);  // the others are kept as events
}
