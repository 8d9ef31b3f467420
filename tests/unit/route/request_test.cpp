// SPDX-License-Identifier: Apache-2.0
// Byte for byte what is sent; that the kernel understands it is shown in questions_test and default_dump_test.
#include "route/request.hpp"

#include <doctest/doctest.h>

#include "support/netlink_bytes.hpp"

using namespace reachd;
using test::attr;
using test::ip;
using test::n32;
using test::netlink;
using test::raw;

namespace {

test::bytes sent(const route::request& one) { return test::bytes(one.begin(), one.end()); }

/// struct rtmsg with nothing but what a request says.
test::bytes blank(int family, int length, int table, int type, std::uint32_t flags) {
  return test::of({family, length, 0, 0, table, 0, 0, type}) + n32(flags);
}

}  // namespace

TEST_CASE("all routes of the main table") {
  CHECK(sent(route::main_routes(core::family::v4, 7)) ==
        netlink(RTM_GETROUTE, blank(AF_INET, 0, RT_TABLE_MAIN, RTN_UNICAST, 0), 7, NLM_F_REQUEST | NLM_F_DUMP));
  CHECK(sent(route::main_routes(core::family::v6, 8)) ==
        netlink(RTM_GETROUTE, blank(AF_INET6, 0, RT_TABLE_MAIN, RTN_UNICAST, 0), 8, NLM_F_REQUEST | NLM_F_DUMP));
}

TEST_CASE("the route to an address") {
  const core::address v4 = ip("192.0.2.1");
  CHECK(sent(route::route_to(v4, {}, 7)) ==
        netlink(RTM_GETROUTE, blank(AF_INET, 32, 0, 0, RTM_F_FIB_MATCH | RTM_F_LOOKUP_TABLE) + attr(RTA_DST, raw(v4)),
                7, NLM_F_REQUEST));
  const core::address v6 = ip("fe80::1%5");
  CHECK(sent(route::route_to(v6, {}, 7)) ==
        netlink(RTM_GETROUTE,
                blank(AF_INET6, 128, 0, 0, RTM_F_FIB_MATCH) + attr(RTA_DST, raw(v6)) + attr(RTA_OIF, n32(5)), 7,
                NLM_F_REQUEST));
}

TEST_CASE("the route of a packet that is bound to a source, an interface and a mark") {
  const core::address to = ip("192.0.2.1");
  const core::address from = ip("192.0.2.7");
  test::bytes body = blank(AF_INET, 32, 0, 0, RTM_F_FIB_MATCH | RTM_F_LOOKUP_TABLE);
  body[2] = std::byte{32};  // rtm_src_len
  CHECK(
      sent(route::route_to(to, {.source = from, .interface = 5, .mark = 9}, 7)) ==
      netlink(RTM_GETROUTE,
              body + attr(RTA_DST, raw(to)) + attr(RTA_SRC, raw(from)) + attr(RTA_OIF, n32(5)) + attr(RTA_MARK, n32(9)),
              7, NLM_F_REQUEST));
}

TEST_CASE("a link and a neighbour") {
  const test::bytes mask = attr(IFLA_EXT_MASK, n32(RTEXT_FILTER_SKIP_STATS));
  CHECK(sent(route::link_at(5, 7)) ==
        netlink(RTM_GETLINK, test::of({0, 0, 0, 0}) + n32(5) + n32(0) + n32(0) + mask, 7, NLM_F_REQUEST));
  const core::address host = ip("192.0.2.9");
  CHECK(sent(route::neighbour_at(5, host, 7)) ==
        netlink(RTM_GETNEIGH, test::of({AF_INET, 0, 0, 0}) + n32(5) + n32(0) + attr(NDA_DST, raw(host)), 7,
                NLM_F_REQUEST));
}
