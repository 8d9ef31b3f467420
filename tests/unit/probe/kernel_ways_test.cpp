// SPDX-License-Identifier: Apache-2.0
// The routing table of a network namespace of our own, through the eyes of the uplink.
#include "probe/kernel_ways.hpp"

#include <doctest/doctest.h>

#include "support/kernel_routes.hpp"

using namespace reachd;
using core::family;
using probe::dependence;
using probe::link_address;
using test::ip;
using test::kernel_routes;

TEST_CASE("what a default route says") {
  route::default_way way;
  way.hops.resize(2);
  way.hops[0].gateway = ip("192.0.2.1");
  way.hops[0].dead = true;
  way.hops[1].gateway = ip("192.0.2.2");
  way.hops[1].link = {.interface = 2,
                      .name = "eth1",
                      .exists = true,
                      .admin_up = true,
                      .carrier = true,
                      .running = true,
                      .operating = route::operating_state::up};
  way.hops[1].neighbour.state = route::neighbour_state::reachable;
  way.hops[1].neighbour.confirmed_ago = std::chrono::seconds(3);
  auto seen = probe::way_out_of(way, true);
  CHECK(seen.works());
  CHECK(seen.gateway == ip("192.0.2.2"));
  CHECK(seen.link_address == link_address::known);
  CHECK(seen.confirmed_ago == std::chrono::seconds(3));
  CHECK(seen.interface == "eth1");
  REQUIRE(seen.links.size() == 2);
  CHECK_FALSE(seen.links[0].works);
  CHECK(seen.links[1].works);
  way.hops[1].link.carrier = false;
  way.hops[0].neighbour.state = route::neighbour_state::failed;
  seen = probe::way_out_of(way, false);
  CHECK(seen.existed);
  CHECK_FALSE(seen.routed);
  CHECK_FALSE(seen.linked);
  CHECK(seen.link_address == link_address::failed);
  CHECK_FALSE(seen.confirmed_ago.has_value());
}

TEST_CASE("who depends on the default route, and what is left of it when it goes") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  const auto table = kernel_routes::open();
  probe::kernel_ways ways(*table);
  CHECK_FALSE(ways.look(family::v4).existed);
  CHECK(ways.need_of(ip("203.0.113.1"), {})->of == dependence::none);
  kernel_routes::run("route add default via 198.51.100.254\nroute add 203.0.113.0/28 via 198.51.100.253\n");
  const auto way = ways.look(family::v4);
  CHECK(way.works());
  CHECK(way.gateway == ip("198.51.100.254"));
  REQUIRE(way.links.size() == 1);
  CHECK(ways.need_of(ip("198.51.100.7"), {})->interface == way.links[0].interface);
  CHECK_FALSE(ways.look(family::v6).existed);
  CHECK(ways.need_of(ip("127.0.0.1"), {})->of == dependence::none);
  CHECK(ways.need_of(ip("198.51.100.7"), {})->of == dependence::link);
  CHECK(ways.need_of(ip("203.0.113.1"), {})->of == dependence::none);
  CHECK(ways.need_of(ip("203.0.113.77"), {})->of == dependence::way);
  kernel_routes::run("route del default\n");
  const auto gone = ways.look(family::v4);
  CHECK(gone.existed);
  CHECK_FALSE(gone.routed);
  CHECK(ways.need_of(ip("203.0.113.77"), {})->of == dependence::way);
  CHECK(ways.need_of(ip("198.51.100.7"), {})->of == dependence::link);
}

TEST_CASE("of a default route over two links each is told, and which of them a neighbour is on") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(
      "route add default nexthop via 192.0.2.254 dev test0 nexthop via 198.51.100.254 dev veth0\n"
      "link set veth1 down\n");
  const auto table = kernel_routes::open();
  probe::kernel_ways ways(*table);
  const auto way = ways.look(family::v4);
  CHECK(way.works());
  REQUIRE(way.links.size() == 2);
  for (const auto& each : way.links) CHECK(each.works == (each.interface == kernel_routes::index("test0")));
  CHECK(ways.need_of(ip("192.0.2.7"), {})->interface == kernel_routes::index("test0"));
  const auto cut = ways.need_of(ip("198.51.100.7"), {});
  CHECK(cut->of == dependence::link);
  CHECK(cut->interface == kernel_routes::index("veth0"));
}

TEST_CASE("what packets are bound to leads them another way") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(
      "route add default via 198.51.100.254\nroute add default via 192.0.2.254 dev test0 table 77\n"
      "rule add fwmark 7 table 77\n");
  const auto table = kernel_routes::open();
  probe::kernel_ways ways(*table);
  ways.look(family::v4);
  const auto far = ip("203.0.113.77");
  CHECK(ways.need_of(far, {})->of == dependence::way);
  CHECK(ways.need_of(far, {.mark = 7})->of == dependence::none);
  CHECK(ways.need_of(far, {.mark = 8})->of == dependence::way);
  CHECK(ways.need_of(far, {.interface = "veth0"})->of == dependence::way);
  CHECK(ways.need_of(far, {.interface = "test0"})->of == dependence::none);
  CHECK(ways.need_of(far, {.interface = "no-such-link"})->of == dependence::none);
  CHECK(ways.need_of(far, {.source = "203.0.113.200"})->of == dependence::none);
}
