// SPDX-License-Identifier: Apache-2.0
#include "route/way.hpp"

#include <doctest/doctest.h>
#include <linux/rtnetlink.h>

#include <cerrno>

#include "support/packets.hpp"

using namespace reachd;
using route::way_kind;
using test::ip;

namespace {

const std::vector<route::next_hop> by_gateway = {{.gateway = ip("192.0.2.254"), .interface = 5}};
const std::vector<route::next_hop> on_link = {{.gateway = {}, .interface = 5}};

route::way by(int prefix_length, int type, std::uint32_t table, const std::vector<route::next_hop>& hops) {
  return route::way_by({.prefix_length = static_cast<std::uint8_t>(prefix_length),
                        .type = static_cast<std::uint8_t>(type),
                        .table = table,
                        .hops = hops});
}

}  // namespace

TEST_CASE("the kind of a way") {
  CHECK(by(32, RTN_LOCAL, RT_TABLE_LOCAL, on_link).kind == way_kind::local);
  CHECK(by(0, RTN_LOCAL, 100, on_link).kind == way_kind::local);
  CHECK(by(24, RTN_UNICAST, RT_TABLE_MAIN, on_link).kind == way_kind::on_link);
  CHECK(by(32, RTN_BROADCAST, RT_TABLE_LOCAL, on_link).kind == way_kind::on_link);
  CHECK(by(0, RTN_UNICAST, RT_TABLE_MAIN, by_gateway).kind == way_kind::by_default_route);
  CHECK(by(0, RTN_UNICAST, RT_TABLE_MAIN, on_link).kind == way_kind::by_default_route);
  CHECK(by(0, RTN_UNICAST, 51820, on_link).kind == way_kind::by_other_route);
  CHECK(by(8, RTN_UNICAST, RT_TABLE_MAIN, by_gateway).kind == way_kind::by_other_route);
}

TEST_CASE("an entry that refuses is no way") {
  for (const auto& [type, error] :
       {std::pair{RTN_UNREACHABLE, EHOSTUNREACH}, {RTN_PROHIBIT, EACCES}, {RTN_BLACKHOLE, EINVAL}}) {
    const route::way refused = by(0, type, RT_TABLE_MAIN, {});
    CHECK(refused.kind == way_kind::none);
    CHECK(refused.errno_value == error);
  }
}

TEST_CASE("what goes by the default route, or by its gateway, depends on it") {
  const route::default_way uplink{.hops = {{.gateway = ip("192.0.2.254"), .interface = 5}}};
  CHECK(route::depends_on(by(0, RTN_UNICAST, RT_TABLE_MAIN, by_gateway), uplink));
  CHECK(route::depends_on(by(8, RTN_UNICAST, RT_TABLE_MAIN, by_gateway), uplink));
  CHECK_FALSE(route::depends_on(by(24, RTN_UNICAST, RT_TABLE_MAIN, on_link), uplink));
  CHECK_FALSE(route::depends_on(by(32, RTN_LOCAL, RT_TABLE_LOCAL, on_link), uplink));
  CHECK_FALSE(route::depends_on(by(8, RTN_UNREACHABLE, RT_TABLE_MAIN, {}), uplink));
  const std::vector<route::next_hop> other_gateway = {{.gateway = ip("192.0.2.253"), .interface = 5}};
  CHECK_FALSE(route::depends_on(by(8, RTN_UNICAST, RT_TABLE_MAIN, other_gateway), uplink));
  const std::vector<route::next_hop> other_link = {{.gateway = ip("192.0.2.254"), .interface = 6}};
  CHECK_FALSE(route::depends_on(by(8, RTN_UNICAST, RT_TABLE_MAIN, other_link), uplink));
}

TEST_CASE("two point-to-point routes have no gateway in common") {
  const route::default_way uplink{.hops = {{.gateway = {}, .interface = 5}}};
  CHECK_FALSE(route::depends_on(by(0, RTN_UNICAST, 51820, on_link), uplink));
  CHECK(route::depends_on(by(0, RTN_UNICAST, RT_TABLE_MAIN, on_link), uplink));
}
