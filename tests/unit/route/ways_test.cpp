// SPDX-License-Identifier: Apache-2.0
#include "route/ways.hpp"

#include <doctest/doctest.h>
#include <linux/neighbour.h>

#include <map>

#include "support/netlink_bytes.hpp"

using namespace reachd;
using core::family;
using route::impact;
using route::neighbour_state;
using test::attr;
using test::ip;
using test::raw;
using test::rtm;

namespace {

class scripted_states final : public route::state_source {
 public:
  std::map<std::uint32_t, route::link_state> links;
  std::map<core::address, neighbour_state> neighbours;
  int error = 0;

 private:
  core::result<route::link_state> link(std::uint32_t interface) override {
    if (error != 0) return std::unexpected(core::error::from_errno("scripted", error));
    const auto found = links.find(interface);
    return found != links.end() ? found->second : route::link_state{.interface = interface};
  }
  core::result<route::neighbour> neighbour(std::uint32_t interface, const core::address& address) override {
    return route::neighbour{.interface = interface, .address = address, .state = neighbours[address]};
  }
};

route::default_way by(std::string_view gateway, std::uint32_t interface, std::uint32_t metric, int preference = 0) {
  const core::address address = ip(gateway);
  return {.family = address.family(),
          .metric = metric,
          .preference = preference,
          .hops = {{.gateway = address, .interface = interface}}};
}
struct world {
  route::ways ways;
  scripted_states states;

  void have(core::family of_family, std::vector<route::default_way> routes) {
    ways.replace(of_family, std::move(routes));
    REQUIRE(ways.look(states).has_value());
  }
  std::optional<core::address> chosen(core::family of_family) const {
    const auto* way = ways.in_force(of_family);
    return way != nullptr ? way->hops.at(0).gateway : std::nullopt;
  }
  impact of(int type, const test::bytes& payload) const {
    const test::bytes datagram = test::netlink(type, payload);
    return ways.impact_of(route::message_reader(datagram).next().value());
  }
};

}  // namespace

TEST_CASE("without a default route there is none, and never was one") {
  world one;
  one.have(family::v4, {});
  CHECK(one.ways.in_force(family::v4) == nullptr);
  CHECK(one.ways.last(family::v4) == nullptr);
}

TEST_CASE("the lowest metric is in force, in each family by itself") {
  world one;
  one.have(family::v4, {by("192.0.2.1", 5, 200), by("192.0.2.2", 5, 100), by("192.0.2.3", 5, 300)});
  one.have(family::v6, {by("fe80::1%5", 5, 1024)});
  CHECK(one.chosen(family::v4) == ip("192.0.2.2"));
  CHECK(one.chosen(family::v6) == ip("fe80::1%5"));
  CHECK(one.ways.last(family::v4) == one.ways.in_force(family::v4));
}

TEST_CASE("of equal metrics the router that advertises itself more is in force, then the first") {
  world one;
  one.have(family::v6, {by("fe80::1%5", 5, 1024, -1), by("fe80::2%5", 5, 1024), by("fe80::3%5", 5, 1024)});
  CHECK(one.chosen(family::v6) == ip("fe80::2%5"));
  one.have(family::v6, {by("fe80::1%5", 5, 1024), by("fe80::2%5", 5, 1024, 1)});
  CHECK(one.chosen(family::v6) == ip("fe80::2%5"));
}

TEST_CASE("a dead route is not in force, and was the last if it was") {
  world one;
  auto dead = by("192.0.2.1", 5, 100);
  one.have(family::v4, {dead, by("192.0.2.2", 6, 200)});
  dead.hops[0].dead = true;
  one.have(family::v4, {dead, by("192.0.2.2", 6, 200)});
  CHECK(one.chosen(family::v4) == ip("192.0.2.2"));
  one.have(family::v4, {dead});
  CHECK(one.ways.in_force(family::v4) == nullptr);
  CHECK(one.ways.last(family::v4)->hops.at(0).gateway == ip("192.0.2.2"));
}

TEST_CASE("a route over several hops is in force while one of them is alive") {
  world one;
  auto spread = by("192.0.2.1", 5, 100);
  spread.hops.push_back({.gateway = ip("192.0.2.2"), .interface = 6});
  spread.hops[0].dead = true;
  one.have(family::v4, {spread});
  CHECK(one.ways.in_force(family::v4) != nullptr);
}

TEST_CASE("a silent IPv6 router is passed by, a silent IPv4 gateway is not") {
  world one;
  one.states.neighbours[ip("192.0.2.1")] = one.states.neighbours[ip("fe80::1%5")] = neighbour_state::failed;
  one.have(family::v4, {by("192.0.2.1", 5, 100), by("192.0.2.2", 5, 200)});
  one.have(family::v6, {by("fe80::1%5", 5, 100), by("fe80::2%5", 5, 200)});
  CHECK(one.chosen(family::v4) == ip("192.0.2.1"));
  CHECK(one.chosen(family::v6) == ip("fe80::2%5"));
  one.states.neighbours[ip("fe80::2%5")] = neighbour_state::failed;
  REQUIRE(one.ways.look(one.states).has_value());
  CHECK(one.chosen(family::v6) == ip("fe80::1%5"));
}

TEST_CASE("states of links and gateways are those of the last look, also of a route that is gone") {
  world one;
  one.states.links[5] = {.interface = 5, .name = "eth0", .exists = true, .admin_up = true};
  one.have(family::v4, {by("192.0.2.1", 5, 100)});
  CHECK(one.ways.in_force(family::v4)->hops.at(0).link.admin_up);
  CHECK(one.ways.in_force(family::v4)->hops.at(0).neighbour.state == neighbour_state::none);
  one.states.neighbours[ip("192.0.2.1")] = neighbour_state::reachable;
  one.states.links[5].admin_up = false;
  one.have(family::v4, {});
  CHECK(one.ways.in_force(family::v4) == nullptr);
  CHECK_FALSE(one.ways.last(family::v4)->hops.at(0).link.admin_up);
  CHECK(one.ways.last(family::v4)->hops.at(0).neighbour.state == neighbour_state::reachable);
}

TEST_CASE("a link that was removed keeps the name it had") {
  world one;
  one.states.links[5] = {.interface = 5, .name = "eth0", .exists = true};
  one.have(family::v4, {by("192.0.2.1", 5, 100)});
  one.states.links.clear();
  one.have(family::v4, {});
  CHECK(one.ways.last(family::v4)->hops.at(0).link.name == "eth0");
  CHECK_FALSE(one.ways.last(family::v4)->hops.at(0).link.exists);
}

TEST_CASE("an error of the source is told, and what was known stays") {
  world one;
  one.have(family::v4, {by("192.0.2.1", 5, 100)});
  one.states.error = ENOBUFS;
  one.ways.replace(family::v4, {});
  one.ways.replace(family::v6, {by("fe80::1%5", 5, 100)});
  const auto looked = one.ways.look(one.states);
  REQUIRE_FALSE(looked.has_value());
  CHECK(looked.error().code() == ENOBUFS);
  CHECK(one.ways.last(family::v4) != nullptr);
}

TEST_CASE("a notification of a default route makes the routes out of date, of others nothing") {
  const world one;
  for (const int type : {RTM_NEWROUTE, RTM_DELROUTE}) {
    CHECK(one.of(type, rtm{}.written()) == impact::routes);
    CHECK(one.of(type, rtm{.family = AF_INET6}.written()) == impact::routes);
    CHECK(one.of(type, rtm{.prefix_length = 24}.written()) == impact::nothing);
    CHECK(one.of(type, rtm{.table = 100}.written()) == impact::nothing);
    CHECK(one.of(type, test::counting(4)) == impact::nothing);
  }
}

TEST_CASE("a notification of a link counts when a default route uses or used it") {
  world one;
  one.have(family::v4, {by("192.0.2.1", 5, 100), by("192.0.2.1", 6, 200)});
  for (const int type : {RTM_NEWLINK, RTM_DELLINK}) {
    CHECK(one.of(type, test::ifinfo(5, 0)) == impact::routes);
    CHECK(one.of(type, test::ifinfo(6, 0)) == impact::routes);
    CHECK(one.of(type, test::ifinfo(7, 0)) == impact::nothing);
  }
  one.have(family::v4, {});
  CHECK(one.of(RTM_NEWLINK, test::ifinfo(5, 0)) == impact::routes);
  CHECK(one.of(RTM_NEWLINK, test::ifinfo(6, 0)) == impact::nothing);
}

TEST_CASE("a notification of a neighbour counts when it is a gateway, on its link") {
  world one;
  one.have(family::v4, {by("192.0.2.1", 5, 100)});
  const auto told = [&](std::string_view address, int interface) {
    return one.of(RTM_NEWNEIGH, test::ndm(AF_INET, interface, NUD_FAILED) + attr(NDA_DST, raw(ip(address))));
  };
  CHECK(told("192.0.2.1", 5) == impact::states);
  CHECK(told("192.0.2.1", 6) == impact::nothing);
  CHECK(told("192.0.2.2", 5) == impact::nothing);
}

TEST_CASE("an address or nexthop object that is removed may take routes along; the rest is nothing") {
  const world one;
  CHECK(one.of(RTM_DELADDR, {}) == impact::routes);
  CHECK(one.of(RTM_DELNEXTHOP, {}) == impact::routes);
  CHECK(one.of(RTM_NEWADDR, {}) == impact::nothing);
  CHECK(one.of(NLMSG_NOOP, {}) == impact::nothing);
}
