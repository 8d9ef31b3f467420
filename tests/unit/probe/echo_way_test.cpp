// SPDX-License-Identifier: Apache-2.0
#include "probe/echo_way.hpp"

#include <doctest/doctest.h>

using namespace reachd;

TEST_CASE("what differs from packet to packet") {
  CHECK(probe::egress_of({}) == icmp::egress{.payload_size = 56});
  CHECK(probe::egress_of({.size = 65'507, .ttl = 255, .dscp = 63}) ==
        icmp::egress{.payload_size = 65'507, .ttl = 255, .traffic_class = 252});
}

namespace {

struct one_lane final : probe::lane_source {
  std::uint16_t lane_of(const icmp::binding& wanted) override {
    asked_for = wanted;
    return 7;
  }
  icmp::binding asked_for;
};

}  // namespace

TEST_CASE("a lane is asked for where the usual socket will not do") {
  one_lane lanes;
  CHECK(probe::way_of({}, core::family::v4, &lanes) == icmp::egress{});
  const options::any small = std::make_shared<const options::icmp>(options::icmp{.size = 100, .ttl = 2});
  CHECK(probe::way_of(small, core::family::v4, &lanes) == icmp::egress{.payload_size = 100, .ttl = 2});
  const options::any bound = std::make_shared<const options::icmp>(options::icmp{.interface = "eth0"});
  CHECK(probe::way_of(bound, core::family::v6, &lanes) == icmp::egress{.lane = 7, .payload_size = 56});
  CHECK(lanes.asked_for == icmp::binding{.family = core::family::v6, .interface = "eth0"});
  CHECK(probe::way_of(bound, core::family::v6, nullptr).lane == 0);
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
