// SPDX-License-Identifier: Apache-2.0
#include "route/gateways.hpp"

#include <doctest/doctest.h>

#include "support/kernel_routes.hpp"

using namespace reachd;
using test::ip;
using test::kernel_routes;

TEST_CASE("_gateway is nobody without a default route, and with a point-to-point one") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  const auto table = kernel_routes::open();
  CHECK(route::gateways(*table).empty());
  kernel_routes::run("route add default dev test0\n");
  kernel_routes::follow(*table);
  CHECK(route::gateways(*table).empty());
}

TEST_CASE("_gateway is every gateway of the routes in force, IPv4 first") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(
      "route add ::/0 via fe80::1 dev veth0\n"
      "route add default metric 100 nexthop via 198.51.100.254 nexthop via 192.0.2.254\n"
      "route add default via 198.51.100.253 metric 200\n");
  const auto table = kernel_routes::open();
  CHECK(route::gateways(*table) == std::vector{ip("198.51.100.254"), ip("192.0.2.254"), ip("fe80::1%veth0")});
}
