// SPDX-License-Identifier: Apache-2.0
#include "blackbox/finding.hpp"

#include <doctest/doctest.h>

TEST_CASE("what nobody has found out is no success") {
  const reachd::blackbox::finding nothing;
  CHECK_FALSE(nothing.success);
  CHECK_FALSE(nothing.looked_up);
  CHECK_FALSE(nothing.told.forbidden);
}
