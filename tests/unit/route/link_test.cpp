// SPDX-License-Identifier: Apache-2.0
#include "route/link.hpp"

#include <doctest/doctest.h>
#include <linux/if.h>

#include "support/netlink_bytes.hpp"

using namespace reachd;
using route::operating_state;
using test::attr;
using test::ifinfo;
using test::n8;

namespace {

constexpr std::uint32_t all_up = IFF_UP | IFF_RUNNING | IFF_LOWER_UP;

test::bytes eth0(std::uint32_t flags, std::uint64_t operating) {
  return ifinfo(5, flags) + attr(IFLA_TXQLEN, test::n32(1000)) + attr(IFLA_IFNAME, test::text("eth0")) +
         attr(IFLA_OPERSTATE, n8(operating));
}

}  // namespace

TEST_CASE("a link that works") {
  const auto link = route::parse_link(eth0(all_up, IF_OPER_UP));
  REQUIRE(link.has_value());
  CHECK(link->interface == 5);
  CHECK(link->name == "eth0");
  CHECK(link->exists);
  CHECK(link->operating == operating_state::up);
  CHECK(link->works());
}

TEST_CASE("a link works only if it is wanted up, has a carrier and runs") {
  for (const std::uint32_t lacking : {IFF_UP, IFF_RUNNING, IFF_LOWER_UP}) {
    const auto link = route::parse_link(eth0(all_up & ~lacking, IF_OPER_UP));
    REQUIRE(link.has_value());
    CHECK(link->admin_up == (lacking != IFF_UP));
    CHECK(link->carrier == (lacking != IFF_LOWER_UP));
    CHECK(link->running == (lacking != IFF_RUNNING));
    CHECK_FALSE(link->works());
  }
  CHECK_FALSE(route::link_state{}.works());
}

TEST_CASE("every operating state, and one that is not known yet") {
  CHECK(route::parse_link(eth0(all_up, IF_OPER_UNKNOWN))->operating == operating_state::unknown);
  CHECK(route::parse_link(eth0(all_up, IF_OPER_LOWERLAYERDOWN))->operating == operating_state::lower_layer_down);
  CHECK(route::parse_link(eth0(all_up, IF_OPER_DORMANT))->operating == operating_state::dormant);
  CHECK(route::parse_link(eth0(all_up, 200))->operating == operating_state::unknown);
}

TEST_CASE("a link that is cut short is none, but where an attribute ends") {
  const auto parses = [](const test::bytes& cut) { return route::parse_link(cut).has_value(); };
  // After the structure, TXQLEN, IFNAME with or without padding, OPERSTATE without padding.
  CHECK(test::accepted_prefixes(eth0(all_up, IF_OPER_UP), parses) == 1 + 1 + 4 + 3);
}

TEST_CASE("what makes no sense is no link") {
  CHECK_FALSE(route::parse_link(ifinfo(0, all_up)).has_value());
  CHECK_FALSE(route::parse_link(ifinfo(-1, all_up)).has_value());
  CHECK_FALSE(route::parse_link(ifinfo(5, all_up) + attr(IFLA_OPERSTATE, {})).has_value());
  std::size_t parsed = 0;
  test::with_wrong_bytes(eth0(all_up, IF_OPER_UP),
                         [&](const test::bytes& wrong) { parsed += route::parse_link(wrong).has_value() ? 1 : 0; });
  CHECK(parsed > 0);
}
