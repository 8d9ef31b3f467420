// SPDX-License-Identifier: Apache-2.0
#include "route/route_entry.hpp"

#include <doctest/doctest.h>
#include <linux/icmpv6.h>

#include "support/netlink_bytes.hpp"

using namespace reachd;
using core::family;
using test::attr;
using test::ip;
using test::n16;
using test::n32;
using test::n8;
using test::raw;
using test::rtm;
using test::rtnexthop;

namespace {

/// default via 192.0.2.254 dev 5 metric 100
test::bytes by_gateway() {
  return rtm{}.written() + attr(RTA_TABLE, n32(RT_TABLE_MAIN)) + attr(RTA_PRIORITY, n32(100)) +
         attr(RTA_GATEWAY, raw(ip("192.0.2.254"))) + attr(RTA_OIF, n32(5));
}
test::bytes rta_via(int of_family, const test::bytes& address) {
  return attr(RTA_VIA, n16(static_cast<std::uint64_t>(of_family)) + address);
}
/// A default route over three hops: by gateway and dead, by an IPv6 gateway, straight to the link.
test::bytes spread() {
  return rtm{}.written() +
         attr(RTA_MULTIPATH, rtnexthop(5, RTNH_F_DEAD, attr(RTA_GATEWAY, raw(ip("192.0.2.254")))) +
                                 rtnexthop(6, RTNH_F_LINKDOWN, rta_via(AF_INET6, raw(ip("fe80::1")))) +
                                 rtnexthop(7, 0, {}));
}

}  // namespace

TEST_CASE("an IPv4 default route by a gateway") {
  const auto entry = route::parse_route(by_gateway());
  REQUIRE(entry.has_value());
  CHECK(entry->family == family::v4);
  CHECK(entry->prefix_length == 0);
  CHECK(entry->type == RTN_UNICAST);
  CHECK(entry->table == RT_TABLE_MAIN);
  CHECK(entry->metric == 100);
  CHECK_FALSE(entry->selective);
  REQUIRE(entry->hops.size() == 1);
  CHECK(entry->hops[0].gateway == ip("192.0.2.254"));
  CHECK(entry->hops[0].interface == 5);
  CHECK_FALSE(entry->hops[0].dead);
}

TEST_CASE("an IPv6 gateway of the link carries its scope, whatever comes first") {
  for (const bool gateway_first : {true, false}) {
    const test::bytes gateway = attr(RTA_GATEWAY, raw(ip("fe80::1")));
    const test::bytes device = attr(RTA_OIF, n32(5));
    const test::bytes both = gateway_first ? gateway + device : device + gateway;
    const auto entry = route::parse_route(rtm{.family = AF_INET6}.written() + both);
    REQUIRE(entry.has_value());
    CHECK(entry->hops.at(0).gateway == ip("fe80::1%5"));
  }
}

TEST_CASE("the preference that a router has of itself") {
  const auto preference = [](int value) {
    return route::parse_route(rtm{.family = AF_INET6}.written() + attr(RTA_PREF, n8(static_cast<std::uint64_t>(value))))
        ->preference;
  };
  CHECK(preference(ICMPV6_ROUTER_PREF_HIGH) == 1);
  CHECK(preference(ICMPV6_ROUTER_PREF_MEDIUM) == 0);
  CHECK(preference(ICMPV6_ROUTER_PREF_LOW) == -1);
}

TEST_CASE("a table above 255 is told by an attribute") {
  const auto entry = route::parse_route(rtm{.table = RT_TABLE_COMPAT}.written() + attr(RTA_TABLE, n32(51820)));
  CHECK(entry->table == 51820);
  CHECK_FALSE(route::tells_of_default_route(rtm{.table = RT_TABLE_COMPAT}.written()));
}

TEST_CASE("a route to the link has no gateway, and one without a device no hop") {
  const auto entry = route::parse_route(rtm{}.written() + attr(RTA_OIF, n32(5)));
  REQUIRE(entry->hops.size() == 1);
  CHECK_FALSE(entry->hops[0].gateway.has_value());
  CHECK(route::parse_route(rtm{.type = RTN_BLACKHOLE}.written())->hops.empty());
}

TEST_CASE("a dead route is told by its flags, and the lack of a carrier does not make it one") {
  const test::bytes device = attr(RTA_OIF, n32(5));
  CHECK(route::parse_route(rtm{.flags = RTNH_F_DEAD | RTNH_F_LINKDOWN}.written() + device)->hops.at(0).dead);
  CHECK_FALSE(route::parse_route(rtm{.flags = RTNH_F_LINKDOWN}.written() + device)->hops.at(0).dead);
}

TEST_CASE("several hops, one of them by a gateway of the other family") {
  const auto entry = route::parse_route(spread());
  REQUIRE(entry.has_value());
  REQUIRE(entry->hops.size() == 3);
  CHECK(entry->hops[0].gateway == ip("192.0.2.254"));
  CHECK(entry->hops[0].dead);
  CHECK(entry->hops[1].gateway == ip("fe80::1%6"));
  CHECK_FALSE(entry->hops[1].dead);
  CHECK(entry->hops[2].interface == 7);
  CHECK_FALSE(entry->hops[2].gateway.has_value());
}

TEST_CASE("a single hop by a gateway of the other family") {
  const auto entry =
      route::parse_route(rtm{}.written() + rta_via(AF_INET6, raw(ip("fe80::1"))) + attr(RTA_OIF, n32(5)));
  CHECK(entry->hops.at(0).gateway == ip("fe80::1%5"));
}

TEST_CASE("a route for some packets only is told apart") {
  CHECK(route::parse_route(rtm{.tos = 8}.written())->selective);
  CHECK(route::parse_route(rtm{.family = AF_INET6, .source_length = 48}.written())->selective);
}

TEST_CASE("unknown attributes are passed by") {
  const auto entry =
      route::parse_route(by_gateway() + attr(0x3ff, test::counting(7)) + attr(RTA_METRICS, attr(2, n32(9))));
  REQUIRE(entry.has_value());
  CHECK(entry->hops.at(0).gateway == ip("192.0.2.254"));
}

TEST_CASE("values of a wrong length make it no route") {
  const test::bytes start = rtm{}.written();
  const test::bytes device = attr(RTA_OIF, n32(5));
  CHECK_FALSE(route::parse_route(start + attr(RTA_OIF, n16(5))).has_value());
  CHECK_FALSE(route::parse_route(start + attr(RTA_TABLE, n16(5))).has_value());
  CHECK_FALSE(route::parse_route(start + attr(RTA_PRIORITY, {})).has_value());
  CHECK_FALSE(route::parse_route(start + attr(RTA_PREF, {})).has_value());
  CHECK_FALSE(route::parse_route(start + device + attr(RTA_GATEWAY, test::counting(5))).has_value());
  CHECK_FALSE(route::parse_route(start + device + attr(RTA_VIA, n8(1))).has_value());
  CHECK_FALSE(route::parse_route(start + device + rta_via(AF_INET6, test::counting(4))).has_value());
  CHECK_FALSE(route::parse_route(start + attr(RTA_MULTIPATH, test::counting(7))).has_value());
  for (const std::uint64_t length : {0, 7, 9, 0xffff}) {
    const test::bytes hop = n16(length) + test::of({0, 0}) + n32(5);
    CHECK_FALSE(route::parse_route(start + attr(RTA_MULTIPATH, hop)).has_value());
  }
}

TEST_CASE("another family is no route") {
  CHECK_FALSE(route::parse_route(rtm{.family = AF_MPLS}.written()).has_value());
  CHECK_FALSE(route::tells_of_default_route(rtm{.family = AF_MPLS}.written()));
}

TEST_CASE("a route that is cut short is none, but where an attribute ends") {
  const auto parses = [](const test::bytes& cut) { return route::parse_route(cut).has_value(); };
  CHECK(test::accepted_prefixes(by_gateway(), parses) == 4);  // of rtmsg and four attributes all but the last's end
  CHECK(test::accepted_prefixes(spread(), parses) == 1);      // rtmsg alone
  CHECK(test::accepted_prefixes(rtm{}.written(),
                                [](const test::bytes& cut) { return route::tells_of_default_route(cut); }) == 0);
}

TEST_CASE("no wrong byte makes it read past the end") {
  std::size_t hops = 0;
  const auto parse = [&](const test::bytes& wrong) {
    const auto entry = route::parse_route(wrong);
    hops = std::max(hops, entry ? entry->hops.size() : 0);
  };
  test::with_wrong_bytes(by_gateway(), parse);
  test::with_wrong_bytes(spread(), parse);
  CHECK(hops == 3);
}

TEST_CASE("a default route of the main table is known by its first bytes") {
  CHECK(route::tells_of_default_route(by_gateway()));
  CHECK(route::tells_of_default_route(rtm{.family = AF_INET6}.written()));
  CHECK_FALSE(route::tells_of_default_route(rtm{.prefix_length = 24}.written()));
  CHECK_FALSE(route::tells_of_default_route(rtm{.table = RT_TABLE_LOCAL}.written()));
}
