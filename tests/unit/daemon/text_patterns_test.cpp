// SPDX-License-Identifier: Apache-2.0
// The patterns are tried on texts by the service test `schema`, where an engine for them is.
#include "daemon/text_patterns.hpp"

#include <doctest/doctest.h>

using namespace reachd;
using daemon::pattern_of;

TEST_CASE("every pattern holds for the whole text") {
  using config::text_form;
  for (const std::string& one : {pattern_of(text_form::any), pattern_of(text_form::host), pattern_of(text_form::url),
                                 pattern_of(text_form::endpoint), daemon::destination_pattern(),
                                 daemon::duration_pattern(), daemon::label_name_pattern()}) {
    CHECK(one.starts_with('^'));
    CHECK(one.ends_with('$'));
  }
}

TEST_CASE("durations are a sum of the units, the larger first") {
  CHECK(daemon::duration_pattern() ==
        "^(?=[0-9])([0-9]+(\\.[0-9]+)?d)?([0-9]+(\\.[0-9]+)?h)?([0-9]+(\\.[0-9]+)?m)?([0-9]+(\\.[0-9]+)?s)?"
        "([0-9]+(\\.[0-9]+)?ms)?$");
}
