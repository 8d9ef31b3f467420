// SPDX-License-Identifier: Apache-2.0
#include "metrics/names.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

using namespace reachd::metrics;

namespace {

std::vector<family> all_families() {
  std::vector<family> all(target_families.begin(), target_families.end());
  all.insert(all.end(), own_families.begin(), own_families.end());
  return all;
}

}  // namespace

TEST_CASE("no family is named twice, neither in a table nor across the two") {
  std::set<std::string_view> names;
  for (const family& each : all_families()) {
    CAPTURE(each.name);
    CHECK(names.insert(each.name).second);
  }
}

TEST_CASE("names have a prefix of ours, and exactly the counters end in _total") {
  for (const family& each : all_families()) {
    CAPTURE(each.name);
    CHECK((each.name.starts_with("reachd_") || each.name.starts_with("process_")));
    CHECK(each.name.ends_with("_total") == (each.type == metric_type::counter));
  }
}

TEST_CASE("a HELP text is one plain sentence, since not every writer escapes it") {
  for (const family& each : all_families()) {
    CAPTURE(each.name);
    CHECK(each.help.find_first_of("\\\n") == std::string_view::npos);
    CHECK(each.help.ends_with('.'));
  }
}

TEST_CASE("the enumerations index their tables") {
  CHECK(family_of(target_family::up).name == "reachd_up");
  CHECK(family_of(target_family::rtt).name == "reachd_rtt_seconds");
  CHECK(family_of(target_family::info).name == "reachd_target_info");
  CHECK(static_cast<std::size_t>(target_family::info) + 1 == target_family_count);
  CHECK(family_of(own_family::build_info).name == "reachd_build_info");
  CHECK(family_of(own_family::resolver_lookup).name == "reachd_resolver_lookup_seconds");
  CHECK(family_of(own_family::process_threads).name == "process_threads");
  CHECK(static_cast<std::size_t>(own_family::process_threads) + 1 == own_family_count);
}
