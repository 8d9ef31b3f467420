// SPDX-License-Identifier: Apache-2.0
#include "probe/echo_way.hpp"

#include <doctest/doctest.h>

using namespace reachd;

TEST_CASE("what differs from packet to packet") {
  CHECK(probe::egress_of({}) == icmp::egress{.payload_size = 56});
  CHECK(probe::egress_of({.size = 65'507, .ttl = 255, .dscp = 63}) ==
        icmp::egress{.payload_size = 65'507, .ttl = 255, .traffic_class = 252});
}

TEST_CASE("what a socket is bound to, and the classes of size") {
  CHECK(probe::binding_of({.size = 1'024, .ttl = 3, .dscp = 46}, core::family::v6).is_usual());
  const options::icmp all{.size = 1'025, .dont_fragment = true, .source = "192.0.2.1", .interface = "eth0", .mark = 7};
  CHECK(probe::binding_of(all, core::family::v4) == icmp::binding{.family = core::family::v4,
                                                                  .source = "192.0.2.1",
                                                                  .interface = "eth0",
                                                                  .mark = 7,
                                                                  .dont_fragment = true,
                                                                  .largest_payload = 9'000});
  CHECK(probe::binding_of({.size = 9'001}, core::family::v4).largest_payload == 65'507);
  CHECK(probe::binding_of({.size = 65'507}, core::family::v4).largest_payload == 65'507);
}
