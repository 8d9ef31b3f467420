// SPDX-License-Identifier: Apache-2.0
#include "metrics/probe_kind.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "core/error.hpp"

using namespace reachd::metrics;
using reachd::core::outcome;
using reachd::options::kind;

TEST_CASE("each kind has its own name, and the label of a known errno is its symbolic name, listed once") {
  for (std::size_t at = 0; at < reachd::options::kind_count; ++at) {
    const auto probed = static_cast<kind>(at);
    CHECK(shape_of(probed).name == reachd::options::name_of(probed));
    std::set<int> seen;
    for (const known_errno& known : shape_of(probed).errnos) {
      const std::string name = reachd::core::errno_name(known.value);
      CAPTURE(name);
      CHECK(known.label.view() == ",errno=\"" + name + "\"");
      CHECK(seen.insert(known.value).second);
    }
  }
}

TEST_CASE("an echo is neither refused nor a mismatch, a program is not unreachable, others may be all of it") {
  const auto has = [](kind probed, outcome how) {
    const auto& usual = shape_of(probed).outcomes;
    return std::find(usual.begin(), usual.end(), how) != usual.end();
  };
  for (const outcome how : {outcome::refused, outcome::mismatch}) {
    CHECK_FALSE(has(kind::icmp, how));
    for (const kind other : {kind::tcp, kind::http, kind::dns}) CHECK(has(other, how));
  }
  CHECK(shape_of(kind::icmp).outcomes.size() == 5);
  CHECK(shape_of(kind::tcp).outcomes.size() == reachd::core::outcome_count);
  CHECK(has(kind::exec, outcome::mismatch));
  CHECK_FALSE(has(kind::exec, outcome::unreachable));
}
