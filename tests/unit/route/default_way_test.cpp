// SPDX-License-Identifier: Apache-2.0
#include "route/default_way.hpp"

#include <doctest/doctest.h>
#include <linux/rtnetlink.h>

#include "support/packets.hpp"

using namespace reachd;
using route::neighbour_state;
using test::ip;

namespace {

route::route_entry plain_default() {
  return {.type = RTN_UNICAST,
          .table = RT_TABLE_MAIN,
          .metric = 100,
          .hops = {{.gateway = ip("192.0.2.254"), .interface = 5}, {.gateway = {}, .interface = 6, .dead = true}}};
}
template <typename Change>
bool is_one_after(Change change) {
  route::route_entry entry = plain_default();
  change(entry);
  return route::default_way_of(entry).has_value();
}

}  // namespace

TEST_CASE("a default route of the main table keeps its hops") {
  const auto way = route::default_way_of(plain_default());
  REQUIRE(way.has_value());
  CHECK(way->metric == 100);
  REQUIRE(way->hops.size() == 2);
  CHECK(way->hops[0].gateway == ip("192.0.2.254"));
  CHECK(way->hops[0].interface == 5);
  CHECK_FALSE(way->hops[0].dead);
  CHECK(way->hops[1].dead);
}

TEST_CASE("other routes are no default way") {
  CHECK_FALSE(is_one_after([](auto& entry) { entry.prefix_length = 1; }));
  CHECK_FALSE(is_one_after([](auto& entry) { entry.selective = true; }));
  CHECK_FALSE(is_one_after([](auto& entry) { entry.table = 51820; }));
  CHECK_FALSE(is_one_after([](auto& entry) { entry.type = RTN_UNREACHABLE; }));
  CHECK_FALSE(is_one_after([](auto& entry) { entry.hops.clear(); }));
  CHECK(is_one_after([](auto&) {}));
}

TEST_CASE("its gateways failed when every hop has one, and each is silent") {
  auto way = route::default_way_of(plain_default()).value();
  way.hops[0].neighbour.state = neighbour_state::failed;
  CHECK_FALSE(way.gateways_failed());
  way.hops.pop_back();
  CHECK(way.gateways_failed());
  way.hops[0].neighbour.state = neighbour_state::probe;
  CHECK_FALSE(way.gateways_failed());
}
