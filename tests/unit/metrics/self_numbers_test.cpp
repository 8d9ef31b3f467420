// SPDX-License-Identifier: Apache-2.0
#include "metrics/self_numbers.hpp"

#include <doctest/doctest.h>

#include "metrics/self.hpp"
#include "support/metrics_page.hpp"

using namespace std::chrono_literals;
using namespace reachd::metrics;
using namespace reachd::test;

namespace {

using page = std::vector<page_family>;

/// The value of the only sample with this name and these labels.
double only(const page& from, std::string_view name, const page_labels& with = {}) {
  const auto found = find_samples(from, name, with);
  REQUIRE(found.size() == 1);
  return found[0].value;
}

}  // namespace

TEST_CASE("each number is written under its own name and labels") {
  self_numbers numbers;
  numbers.rejected = {1, 2, 3, 4, 5, 6, 7};
  numbers.receive_queue_drops = 8;
  numbers.stamps = {9, 10, 11, 12};
  numbers.resolver = {13, 14, 15, 16, 1500ms};
  numbers.web_connections = 17;
  numbers.exec_unkillable = 23;
  numbers.targets = 18;
  numbers.web_answers = {0, 0, 19, 20, 21, 22};
  const page said = parse_page(self_metrics({"1", "", "GCC"}).render(numbers));
  double expected = 0;
  for (const auto reason : {"source", "checksum", "code", "short", "token", "stale", "icmp_error"}) {
    CHECK(only(said, "reachd_replies_rejected_total", {{"reason", reason}}) == ++expected);
  }
  CHECK(only(said, "reachd_receive_queue_drops_total") == ++expected);
  for (const auto direction : {"send", "receive"}) {
    for (const auto source : {"kernel", "user"}) {
      const page_labels labels = {{"direction", direction}, {"source", source}};
      CHECK(only(said, "reachd_stamps_total", labels) == ++expected);
    }
  }
  for (const auto name :
       {"reachd_resolver_lookups_total", "reachd_resolver_failures_total", "reachd_resolver_in_flight",
        "reachd_resolver_queued", "reachd_web_connections", "reachd_targets"}) {
    CHECK(only(said, name) == ++expected);
  }
  for (const auto code : {"2xx", "3xx", "4xx", "5xx"}) {
    CHECK(only(said, "reachd_web_requests_total", {{"code", code}}) == ++expected);
  }
  CHECK(only(said, "reachd_exec_unkillable") == ++expected);
  CHECK(only(said, "reachd_resolver_lookup_seconds_sum") == 1.5);
  CHECK(only(said, "reachd_resolver_lookup_seconds_count") == 13);
}

TEST_CASE("every counter and label is there from 0 on") {
  const page said = parse_page(self_metrics({"1", "", "GCC"}).render({}));
  CHECK(find_samples(said, "reachd_replies_rejected_total").size() == 7);
  CHECK(find_samples(said, "reachd_stamps_total").size() == 4);
  for (const auto name : {"reachd_replies_rejected_total", "reachd_stamps_total", "reachd_loop_lag_seconds_bucket",
                          "reachd_send_lateness_seconds_bucket"}) {
    for (const page_sample& sample : find_samples(said, name)) CHECK(sample.value == 0);
  }
}
