// SPDX-License-Identifier: Apache-2.0
#include "icmp/in_flight_slot.hpp"

#include <doctest/doctest.h>

#include "support/packets.hpp"

using namespace reachd;

TEST_CASE("the first ICMP error about an echo is kept") {
  icmp::in_flight_slot slot;
  slot.mark({.type = 11, .code = 0, .sender = test::ip("192.0.2.254")});
  slot.mark({.type = 3, .code = 1, .sender = test::ip("192.0.2.1")});
  CHECK(slot.cause().type == 11);
  CHECK(slot.cause().sender == test::ip("192.0.2.254"));
}
