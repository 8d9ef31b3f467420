// SPDX-License-Identifier: Apache-2.0
#include "core/families.hpp"

#include <doctest/doctest.h>

using namespace reachd::core;

TEST_CASE("any and both hold each family, the others their own") {
  CHECK(holds(families::any, family::v4));
  CHECK(holds(families::any, family::v6));
  CHECK(holds(families::v4, family::v4));
  CHECK_FALSE(holds(families::v4, family::v6));
  CHECK(holds(families::v6, family::v6));
  CHECK_FALSE(holds(families::v6, family::v4));
  CHECK(holds(families::both, family::v4));
  CHECK(holds(families::both, family::v6));
  CHECK(address_word(families::any) == "address");
  CHECK(address_word(families::v6) == "IPv6 address");
}
