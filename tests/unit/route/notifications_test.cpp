// SPDX-License-Identifier: Apache-2.0
// The kernel's notifications, in a network namespace of our own.
#include "route/notifications.hpp"

#include <doctest/doctest.h>

#include "support/kernel_routes.hpp"

using namespace reachd;
using route::impact;
using test::ip;
using test::kernel_routes;

namespace {

struct world {
  kernel_routes kernel;
  route::ways known;
  route::notifications told = [] {
    auto opened = route::notifications::open();
    REQUIRE(opened.has_value());
    return std::move(*opened);
  }();

  /// What the commands make out of date, all of it drained.
  impact of(const std::string& lines) {
    kernel_routes::run(lines);
    impact all = impact::nothing;
    for (int events = poll(); events != 0; events = poll()) all = std::max(all, told.drain(known));
    return all;
  }
  /// How many messages of routes wait, of any kind; reads all that wait.
  int routes_told() const {
    int count = 0;
    nlmsghdr message{};
    while (::recv(told.fd(), &message, sizeof message, 0) > 0) {
      count += message.nlmsg_type == RTM_NEWROUTE || message.nlmsg_type == RTM_DELROUTE ? 1 : 0;
    }
    return count;
  }
  /// The events that wait, as uv::wake_on_readable looks for them.
  int poll() const {
    pollfd ready{.fd = told.fd(), .events = POLLIN | POLLPRI, .revents = 0};
    return ::poll(&ready, 1, 0) > 0 ? ready.revents : 0;
  }
};

}  // namespace

TEST_CASE("a default route that comes or goes is told, others are not") {
  if (!kernel_routes::possible()) return;
  world one;
  CHECK(one.of("route add default via 198.51.100.254\n") == impact::routes);
  CHECK(one.of("route del default\n") == impact::routes);
  CHECK(one.of("route add ::/0 via fe80::1 dev veth0\n") == impact::routes);
  CHECK(one.of("route add 203.0.113.0/24 via 198.51.100.254\n") == impact::nothing);
  CHECK(one.of("route add default dev test0 table 100\n") == impact::nothing);
}

TEST_CASE("links and gateways of a default route are told, others are not") {
  if (!kernel_routes::possible()) return;
  world one;
  route::default_way way{.hops = {{.gateway = ip("198.51.100.254"), .interface = kernel_routes::index("veth0")}}};
  one.known.replace(core::family::v4, {way});
  CHECK(one.of("neigh add 198.51.100.254 lladdr 02:00:00:00:00:01 dev veth0 nud permanent\n") == impact::states);
  CHECK(one.of("neigh add 198.51.100.253 lladdr 02:00:00:00:00:02 dev veth0 nud permanent\n") == impact::nothing);
  CHECK(one.of("link set test0 mtu 1400\n") == impact::nothing);
  CHECK(one.of("link set veth0 mtu 1400\n") == impact::routes);
  CHECK(one.of("addr del 192.0.2.1/24 dev test0\n") == impact::routes);
}

TEST_CASE("routes that are not default routes do not even reach us") {
  if (!kernel_routes::possible()) return;
  world one;
  kernel_routes::run("route add 203.0.113.0/24 dev test0\nroute add 2001:db8:2::/64 dev test0\n");
  kernel_routes::run("route add default via 198.51.100.254\nroute add ::/0 via fe80::1 dev veth0\n");
  CHECK(one.routes_told() == 2);
}

TEST_CASE("an overrun makes everything out of date, and is flagged so that libuv goes on watching") {
  if (!kernel_routes::possible()) return;
  world one;
  std::string lines;
  for (int i = 0; i < 2000; ++i) lines += "link set test0 mtu " + std::to_string(1400 + i % 2) + "\n";
  kernel_routes::run(lines);
  const int events = one.poll();
  REQUIRE((events & POLLERR) != 0);
  CHECK((events & POLLPRI) != 0);
  CHECK(one.of("") == impact::routes);
  CHECK(one.of("route add default via 198.51.100.254\n") == impact::routes);
  CHECK(one.of("link set test0 mtu 1400\n") == impact::nothing);
}
