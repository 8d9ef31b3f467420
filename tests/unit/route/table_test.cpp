// SPDX-License-Identifier: Apache-2.0
// The whole, against the kernel, in a network namespace of our own.
#include "route/table.hpp"

#include <doctest/doctest.h>
#include <malloc.h>

#include "support/kernel_routes.hpp"

using namespace reachd;
using core::family;
using route::neighbour_state;
using route::way_kind;
using test::ip;
using test::kernel_routes;

namespace {

std::optional<core::address> gateway(const route::table& table, core::family of_family = family::v4) {
  const auto* way = table.default_of(of_family);
  return way != nullptr ? way->hops.at(0).gateway : std::nullopt;
}
const route::hop& first_hop(const route::table& table, core::family of_family = family::v4) {
  REQUIRE(table.default_of(of_family) != nullptr);
  return table.default_of(of_family)->hops.at(0);
}
/// Whether the kernel sends packets to far hosts by the gateway that we take for the one in force.
bool kernel_agrees(route::table& table, std::string_view far) {
  const auto way = table.way_to(ip(far));
  REQUIRE(way.has_value());
  const auto of_family = ip(far).family();
  return way->kind == way_kind::by_default_route && way->hops.at(0).gateway == gateway(table, of_family);
}
/// Makes the kernel ask for the gateway's address, by a packet that never leaves.
void send_to(std::string_view far) {
  const auto to = core::endpoint{.address = ip(far), .port = 9}.to_socket_address();
  const core::unique_fd fd(::socket(to.get()->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  REQUIRE(::sendto(fd.get(), "", 0, 0, to.get(), to.length) == 0);
}

}  // namespace

TEST_CASE("no default route, then one of each family") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  const auto table = kernel_routes::open();
  CHECK(table->default_of(family::v4) == nullptr);
  CHECK(table->last_default_of(family::v4) == nullptr);
  CHECK(table->default_of(family::v6) == nullptr);
  CHECK_FALSE(table->drain());
  kernel_routes::run("route add default via 198.51.100.254\nroute add ::/0 via 2001:db8:1::fe\n");
  CHECK(table->drain());
  CHECK(table->refresh().value());
  CHECK_FALSE(table->drain());
  CHECK(gateway(*table) == ip("198.51.100.254"));
  CHECK(gateway(*table, family::v6) == ip("2001:db8:1::fe"));
  CHECK(first_hop(*table).link.name == "veth0");
  CHECK(first_hop(*table).link.works());
  CHECK(kernel_agrees(*table, "203.0.113.1"));
  CHECK(kernel_agrees(*table, "2001:db8:2::1"));
}

TEST_CASE("a default route that was there before us") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run("route add ::/0 via fe80::1 dev veth0\n");
  const auto table = kernel_routes::open();
  CHECK(gateway(*table, family::v6) == ip("fe80::1%veth0"));
  CHECK(first_hop(*table, family::v6).link.name == "veth0");
}

TEST_CASE("of two default routes the better one is in force, then the other") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(
      "route add default via 198.51.100.254 metric 200\nroute add default via 198.51.100.253 metric 100\n"
      "route add ::/0 via fe80::2 dev veth0 metric 200\nroute add ::/0 via fe80::1 dev veth0 metric 100\n");
  const auto table = kernel_routes::open();
  CHECK(gateway(*table) == ip("198.51.100.253"));
  CHECK(gateway(*table, family::v6) == ip("fe80::1%veth0"));
  CHECK(kernel_agrees(*table, "203.0.113.1"));
  CHECK(kernel_agrees(*table, "2001:db8:2::1"));
  kernel_routes::run("route del default metric 100\nroute del ::/0 via fe80::1 dev veth0\n");
  kernel_routes::follow(*table);
  CHECK(gateway(*table) == ip("198.51.100.254"));
  CHECK(table->default_of(family::v4)->metric == 200);
  CHECK(gateway(*table, family::v6) == ip("fe80::2%veth0"));
  CHECK(kernel_agrees(*table, "203.0.113.1"));
  kernel_routes::run("route del default\n");
  kernel_routes::follow(*table);
  CHECK(table->default_of(family::v4) == nullptr);
  CHECK(table->last_default_of(family::v4)->hops.at(0).gateway == ip("198.51.100.254"));
}

TEST_CASE("a link that loses its carrier keeps its routes in force, and gets it back") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(
      "route add default via 198.51.100.254 metric 100\nroute add default dev test0 metric 200\n"
      "route add ::/0 via fe80::1 dev veth0\n");
  const auto table = kernel_routes::open();
  const auto carrier = [&] { return first_hop(*table).link.carrier && first_hop(*table, family::v6).link.carrier; };
  CHECK(carrier());
  kernel_routes::run("link set veth1 down\n");
  CHECK(kernel_routes::follow_until(*table, [&] { return !carrier(); }));
  CHECK(first_hop(*table).link.admin_up);
  CHECK_FALSE(first_hop(*table).link.works());
  CHECK(gateway(*table) == ip("198.51.100.254"));
  CHECK(kernel_agrees(*table, "203.0.113.1"));
  kernel_routes::run("link set veth1 up\n");
  CHECK(kernel_routes::follow_until(*table, [&] { return carrier() && first_hop(*table).link.works(); }));
}

TEST_CASE("where the kernel passes by links without a carrier so do we") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::set("ipv4/conf/veth0/ignore_routes_with_linkdown", "1");
  kernel_routes::run("route add default via 198.51.100.254 metric 100\nroute add default dev test0 metric 200\n");
  const auto table = kernel_routes::open();
  kernel_routes::run("link set veth1 down\n");
  CHECK(kernel_routes::follow_until(*table, [&] { return first_hop(*table).link.name == "test0"; }));
  CHECK(kernel_agrees(*table, "203.0.113.1"));
}

TEST_CASE("a link that is set down or removed takes its default route along") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run("route add default via 198.51.100.254\nroute add ::/0 via fe80::1 dev veth0\n");
  const auto table = kernel_routes::open();
  kernel_routes::run("link set veth0 down\n");
  kernel_routes::follow(*table);
  CHECK(table->default_of(family::v4) == nullptr);
  CHECK(table->default_of(family::v6) == nullptr);
  CHECK(table->last_default_of(family::v4)->hops.at(0).link.exists);
  CHECK_FALSE(table->last_default_of(family::v4)->hops.at(0).link.admin_up);
  kernel_routes::run("link del veth0\n");
  kernel_routes::follow(*table);
  const auto& gone = table->last_default_of(family::v4)->hops.at(0);
  CHECK_FALSE(gone.link.exists);
  CHECK(gone.link.name == "veth0");
  CHECK(gone.gateway == ip("198.51.100.254"));
}

TEST_CASE("an address that is removed takes the routes along that prefer it") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run("route add default via 198.51.100.254 src 192.0.2.1\n");
  const auto table = kernel_routes::open();
  CHECK(gateway(*table) == ip("198.51.100.254"));
  kernel_routes::run("addr del 192.0.2.1/24 dev test0\n");
  kernel_routes::follow(*table);
  CHECK(table->default_of(family::v4) == nullptr);
}

TEST_CASE("a nexthop object that is removed takes its routes along") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run("nexthop add id 7 via 198.51.100.254 dev veth0\nroute add default nhid 7\n");
  const auto table = kernel_routes::open();
  CHECK(gateway(*table) == ip("198.51.100.254"));
  kernel_routes::run("nexthop del id 7\n");
  kernel_routes::follow(*table);
  CHECK(table->default_of(family::v4) == nullptr);
}

TEST_CASE("a point-to-point default route has no gateway") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run("route add default dev test0\nroute add ::/0 dev test0\n");
  const auto table = kernel_routes::open();
  for (const auto of_family : {family::v4, family::v6}) {
    CHECK_FALSE(first_hop(*table, of_family).gateway.has_value());
    CHECK(first_hop(*table, of_family).link.name == "test0");
    CHECK(first_hop(*table, of_family).link.works());
  }
  CHECK(kernel_agrees(*table, "203.0.113.1"));
}

TEST_CASE("a gateway that does not answer becomes failed") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  for (const std::string neighbours : {"ipv4/neigh/veth0/", "ipv6/neigh/veth0/"}) {
    kernel_routes::set(neighbours + "retrans_time_ms", "10");
    kernel_routes::set(neighbours + "mcast_solicit", "1");
  }
  kernel_routes::run("route add default via 198.51.100.254\nroute add ::/0 via 2001:db8:1::fe\n");
  const auto table = kernel_routes::open();
  CHECK(first_hop(*table).neighbour.state == neighbour_state::none);
  send_to("203.0.113.1");
  send_to("2001:db8:2::1");
  CHECK(kernel_routes::follow_until(*table, [&] {
    return first_hop(*table).neighbour.state == neighbour_state::failed &&
           first_hop(*table, family::v6).neighbour.state == neighbour_state::failed;
  }));
}

TEST_CASE("an IPv6 router that is silent is passed by as the kernel does") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(
      "route add ::/0 via fe80::1 dev veth0 metric 100\nroute add ::/0 via fe80::2 dev veth0 metric 200\n"
      "neigh add fe80::2 lladdr 02:00:00:00:00:02 dev veth0 nud permanent\n");
  kernel_routes::set("ipv6/neigh/veth0/retrans_time_ms", "10");
  kernel_routes::set("ipv6/neigh/veth0/mcast_solicit", "1");
  const auto table = kernel_routes::open();
  CHECK(gateway(*table, family::v6) == ip("fe80::1%veth0"));
  send_to("2001:db8:2::1");
  CHECK(kernel_routes::follow_until(*table, [&] { return gateway(*table, family::v6) == ip("fe80::2%veth0"); }));
  CHECK(kernel_agrees(*table, "2001:db8:2::1"));
}

TEST_CASE("after more notifications than fit we know what is true") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  const auto table = kernel_routes::open();
  std::string lines;
  for (int i = 0; i < 2000; ++i) lines += "link set test0 mtu " + std::to_string(1400 + i % 2) + "\n";
  kernel_routes::run(lines + "route add default via 198.51.100.254\n");
  kernel_routes::follow(*table);
  CHECK(gateway(*table) == ip("198.51.100.254"));
  kernel_routes::run("route del default\n");
  kernel_routes::follow(*table);
  CHECK(table->default_of(family::v4) == nullptr);
}

TEST_CASE("ten thousand routes do not make us larger") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run("route add default via 198.51.100.254\n");
  const auto table = kernel_routes::open();
  table->distrust();
  kernel_routes::refresh(*table);
  std::string lines;
  for (int i = 0; i < 10'000; ++i) {
    lines += "route add 10." + std::to_string(i / 256) + "." + std::to_string(i % 256) + ".0/24 dev test0\n";
  }
  kernel_routes::run(lines);
  lines = {};
  CHECK_FALSE(table->drain());
  const auto before = ::mallinfo2().uordblks;
  table->distrust();
  CHECK(table->drain());
  kernel_routes::refresh(*table);
  CHECK(::mallinfo2().uordblks <= before + 1024);
  CHECK(gateway(*table) == ip("198.51.100.254"));
}
