// SPDX-License-Identifier: Apache-2.0
// The kernel's answers, in a network namespace of our own.
#include "route/questions.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <chrono>

#include "support/kernel_routes.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using route::neighbour_state;
using route::way_kind;
using test::ip;
using test::kernel_routes;

namespace {

route::questions open() {
  auto asked = route::questions::open();
  REQUIRE(asked.has_value());
  return std::move(*asked);
}
way_kind kind(route::questions& asked, std::string_view address) {
  const auto way = asked.way_to(ip(address));
  REQUIRE(way.has_value());
  return way->kind;
}
int refusal(route::questions& asked, std::string_view address) {
  const auto way = asked.way_to(ip(address));
  REQUIRE(way.has_value());
  CHECK(way->kind == way_kind::none);
  return way->errno_value;
}

}  // namespace

TEST_CASE("the way to ourselves, to a neighbour and to nowhere") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  route::questions asked = open();
  for (const std::string own : {"127.0.0.1", "127.0.0.53", "192.0.2.1", "::1", "2001:db8::1"}) {
    CAPTURE(own);
    CHECK(kind(asked, own) == way_kind::local);
  }
  for (const std::string near : {"198.51.100.9", "2001:db8:1::9", "fe80::9%veth0", "198.51.100.255"}) {
    CAPTURE(near);
    CHECK(kind(asked, near) == way_kind::on_link);
  }
  CHECK(asked.way_to(ip("fe80::9%veth0"))->hops.at(0).interface == kernel_routes::index("veth0"));
  CHECK(refusal(asked, "203.0.113.1") == ENETUNREACH);
  CHECK(refusal(asked, "2001:db8:2::1") == ENETUNREACH);
}

TEST_CASE("the way by a default route and by a narrower one") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(
      "route add default via 198.51.100.254\n"
      "route add 203.0.113.0/24 via 198.51.100.253\n"
      "route add 203.0.113.9 dev test0\n"
      "route add ::/0 via fe80::1 dev veth0\n"
      "route add 2001:db8:2::/64 via 2001:db8:1::2\n");
  route::questions asked = open();
  CHECK(kind(asked, "203.0.114.1") == way_kind::by_default_route);
  CHECK(asked.way_to(ip("203.0.114.1"))->hops.at(0).gateway == ip("198.51.100.254"));
  CHECK(kind(asked, "203.0.113.1") == way_kind::by_other_route);
  CHECK(asked.way_to(ip("203.0.113.1"))->hops.at(0).gateway == ip("198.51.100.253"));
  CHECK(kind(asked, "203.0.113.9") == way_kind::on_link);
  CHECK(kind(asked, "2001:db8:3::1") == way_kind::by_default_route);
  CHECK(asked.way_to(ip("2001:db8:3::1"))->hops.at(0).gateway == ip("fe80::1%veth0"));
  CHECK(kind(asked, "2001:db8:2::1") == way_kind::by_other_route);
}

TEST_CASE("the way over several hops, by a gateway of the other family, and by another table") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(
      "route add default nexthop via 198.51.100.254 nexthop via 192.0.2.254\n"
      "route add 203.0.113.0/24 via inet6 fe80::1 dev veth0\n"
      "route add default dev test0 table 51820\n"
      "rule add to 203.0.115.0/24 table 51820\n");
  route::questions asked = open();
  const auto spread = asked.way_to(ip("203.0.114.1"));
  REQUIRE(spread.has_value());
  CHECK(spread->kind == way_kind::by_default_route);
  CHECK(spread->hops.size() == 2);
  const auto across = asked.way_to(ip("203.0.113.1"));
  REQUIRE(across.has_value());
  CHECK(across->kind == way_kind::by_other_route);
  CHECK(across->hops.at(0).gateway == ip("fe80::1%veth0"));
  CHECK(kind(asked, "203.0.115.1") == way_kind::by_other_route);
}

TEST_CASE("a route that refuses is no way, and says how") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(
      "route add unreachable 203.0.1.0/24\n"
      "route add prohibit 203.0.2.0/24\n"
      "route add blackhole 203.0.3.0/24\n"
      "route add unreachable 2001:db8:4::/64\n"
      "route add prohibit 2001:db8:2::/64\n"
      "route add blackhole 2001:db8:3::/64\n");
  route::questions asked = open();
  CHECK(refusal(asked, "203.0.1.1") == EHOSTUNREACH);
  CHECK(refusal(asked, "203.0.2.1") == EACCES);
  CHECK(refusal(asked, "203.0.3.1") == EINVAL);
  CHECK(refusal(asked, "2001:db8:4::1") == EHOSTUNREACH);
  CHECK(refusal(asked, "2001:db8:2::1") == EACCES);
  CHECK(refusal(asked, "2001:db8:3::1") == EINVAL);
}

TEST_CASE("a link that works, one without a carrier, one that is down, one that is not there") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run("link add plug type veth peer name socket\nlink set plug up\n");
  route::questions asked = open();
  const auto state = [&](const char* name) { return asked.link(kernel_routes::index(name)).value(); };
  CHECK(state("test0").name == "test0");
  CHECK(state("test0").works());
  CHECK(state("lo").works());
  CHECK(state("plug").admin_up);
  CHECK_FALSE(state("plug").carrier);
  CHECK_FALSE(state("plug").works());
  CHECK_FALSE(state("socket").admin_up);
  const auto none = asked.link(4711);
  REQUIRE(none.has_value());
  CHECK_FALSE(none->exists);
}

TEST_CASE("a neighbour that was set, one that nobody asked for") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(
      "neigh add 198.51.100.8 lladdr 02:00:00:00:00:08 dev veth0 nud permanent\n"
      "neigh add 198.51.100.9 lladdr 02:00:00:00:00:09 dev veth0 nud reachable\n"
      "neigh add fe80::9 lladdr 02:00:00:00:00:09 dev veth0 nud stale\n");
  route::questions asked = open();
  const std::uint32_t veth0 = kernel_routes::index("veth0");
  const auto state = [&](const char* address) { return asked.neighbour(veth0, ip(address)).value().state; };
  CHECK(state("198.51.100.8") == neighbour_state::permanent);
  CHECK(state("198.51.100.9") == neighbour_state::reachable);
  CHECK(state("fe80::9%veth0") == neighbour_state::stale);
  CHECK(state("198.51.100.10") == neighbour_state::none);
  CHECK(asked.neighbour(veth0, ip("198.51.100.9"))->confirmed_ago.value() < 30s);
  CHECK(asked.neighbour(4711, ip("198.51.100.9"))->state == neighbour_state::none);
}

// The cost of a question: unit_route --no-skip -tc="the cost*" -s
TEST_CASE("the cost of a question" * doctest::skip()) {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run("route add default via 198.51.100.254\nroute add ::/0 via fe80::1 dev veth0\n");
  route::questions asked = open();
  // The best of many short runs: the machine does other things too.
  const auto cost = [&](auto ask) {
    constexpr int runs = 500, rounds = 200;
    std::chrono::duration<double, std::micro> best = std::chrono::hours(1);
    for (int run = 0; run < runs; ++run) {
      const auto begun = std::chrono::steady_clock::now();
      bool well = true;
      for (int i = 0; i < rounds; ++i) well = ask().has_value() && well;
      best = std::min<decltype(best)>(best, std::chrono::steady_clock::now() - begun);
      REQUIRE(well);
    }
    return best.count() / rounds;
  };
  const auto v4 = ip("203.0.113.1"), v6 = ip("2001:db8:2::1"), gateway = ip("198.51.100.254");
  MESSAGE("way_to v4: ", cost([&] { return asked.way_to(v4); }), " us");
  MESSAGE("way_to v6: ", cost([&] { return asked.way_to(v6); }), " us");
  MESSAGE("link: ", cost([&] { return asked.link(1); }), " us");
  MESSAGE("neighbour: ", cost([&] { return asked.neighbour(1, gateway); }), " us");
}
