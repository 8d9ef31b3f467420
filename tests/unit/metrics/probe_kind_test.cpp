// SPDX-License-Identifier: Apache-2.0
#include "metrics/probe_kind.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "core/error.hpp"

using namespace reachd::metrics;
using reachd::core::outcome;

TEST_CASE("the label of a known errno is its symbolic name, and each is listed once") {
  for (const probe_kind& kind : {icmp_kind, tcp_kind}) {
    std::set<int> seen;
    for (const known_errno& known : kind.errnos) {
      const std::string name = reachd::core::errno_name(known.value);
      CAPTURE(name);
      CHECK(known.label.view() == ",errno=\"" + name + "\"");
      CHECK(seen.insert(known.value).second);
    }
  }
}

TEST_CASE("only tcp can be refused or mismatch, and both kinds have the outcomes every probe has") {
  const auto has = [](const probe_kind& kind, outcome how) {
    return std::find(kind.outcomes.begin(), kind.outcomes.end(), how) != kind.outcomes.end();
  };
  for (const outcome how : {outcome::refused, outcome::mismatch}) {
    CHECK_FALSE(has(icmp_kind, how));
    CHECK(has(tcp_kind, how));
  }
  CHECK(icmp_kind.outcomes.size() == 5);
  CHECK(tcp_kind.outcomes.size() == reachd::core::outcome_count);
}
