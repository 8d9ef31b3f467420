// SPDX-License-Identifier: Apache-2.0
#include "icmp/egress.hpp"

#include <doctest/doctest.h>

using namespace reachd;

TEST_CASE("an egress is as usual by itself, and small enough for every slot") {
  CHECK(icmp::egress{} == icmp::egress{.lane = 0});
  CHECK_FALSE(icmp::egress{} == icmp::egress{.ttl = 1});
  CHECK(sizeof(icmp::egress) <= 6);
}
