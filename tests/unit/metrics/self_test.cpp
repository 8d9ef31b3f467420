// SPDX-License-Identifier: Apache-2.0
#include "metrics/self.hpp"

#include <doctest/doctest.h>

#include "metrics/names.hpp"
#include "support/metrics_page.hpp"
#include "support/metrics_targets.hpp"

using namespace std::chrono_literals;
using namespace reachd::metrics;
using namespace reachd::test;

namespace {

const build_info build = {"1.2.3", "abc", "GCC \"12\""};

/// The value of the only sample with this name and these labels.
double only(const self_metrics& metrics, const self_numbers& numbers, std::string_view name,
            const page_labels& with = {}) {
  const auto found = find_samples(parse_page(metrics.render(numbers)), name, with);
  REQUIRE(found.size() == 1);
  return found[0].value;
}

}  // namespace

TEST_CASE("the page has every family of the table, with its type and help") {
  self_numbers numbers;
  numbers.uplink = {{"ipv4", true}};
  numbers.state.saved = reachd::core::wall_time(1s);
  const auto page = parse_page(self_metrics(build).render(numbers));
  CHECK(page.size() == own_family_count);
  CHECK(parse_page(self_metrics(build).render({})).size() == own_family_count - 2);  // no uplink, nothing saved
  for (const family& expected : own_families) {
    CAPTURE(expected.name);
    const auto at =
        std::find_if(page.begin(), page.end(), [&](const auto& each) { return each.name == expected.name; });
    REQUIRE(at != page.end());
    CHECK(at->type == name_of(expected.type));
    CHECK(at->help == expected.help);
    CHECK_FALSE(at->samples.empty());
  }
}

TEST_CASE("own and per-target text follow each other without a name twice") {
  snapshot targets;
  targets.add(target_labels(shape_of(reachd::options::kind::tcp), "t", "", {}), "",
              fresh_series(reachd::stats::state::up), some_instant);
  CHECK_NOTHROW(parse_page(self_metrics(build).render({}) + page_of(targets)));
}

TEST_CASE("the build is told, the revision only where it is known") {
  const self_metrics with(build);
  CHECK(only(with, {}, "reachd_build_info", {{"version", "1.2.3"}, {"revision", "abc"}, {"compiler", "GCC \"12\""}}) ==
        1);
  const self_metrics without({"1.2.3", "", "GCC 12"});
  const auto page = parse_page(without.render({}));
  CHECK(find_samples(page, "reachd_build_info").at(0).labels.count("revision") == 0);
}

TEST_CASE("a refused configuration keeps the time of the last good one") {
  self_metrics metrics(build);
  CHECK(only(metrics, {}, "reachd_config_last_reload_successful") == 0);
  metrics.config_loaded(some_time);
  CHECK(only(metrics, {}, "reachd_config_last_reload_successful") == 1);
  metrics.config_refused();
  CHECK(only(metrics, {}, "reachd_config_last_reload_successful") == 0);
  CHECK(only(metrics, {}, "reachd_config_last_reload_success_timestamp_seconds") == 1'700'000'000);
}

TEST_CASE("the start of the process does not move from one page to the next") {
  const self_metrics metrics(build);
  const double first = only(metrics, {}, "process_start_time_seconds");
  CHECK(only(metrics, {}, "process_start_time_seconds") == first);
}
