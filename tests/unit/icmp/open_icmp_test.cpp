// SPDX-License-Identifier: Apache-2.0
#include "icmp/open_icmp.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <cerrno>

#include "support/namespace.hpp"
#include "support/real_echo.hpp"

using namespace reachd;
using core::family;

TEST_CASE("a socket never waits and is closed in what we execute") {
  const auto opened = icmp::open_icmp({.family = family::v4}, {.ident = 0x1234});
  if (!opened) {
    MESSAGE("skipped: ", opened.error().message());
    return;
  }
  CHECK((::fcntl(opened->fd.get(), F_GETFL) & O_NONBLOCK) != 0);
  CHECK((::fcntl(opened->fd.get(), F_GETFD) & FD_CLOEXEC) != 0);
  if (opened->kind == icmp::socket_kind::raw) CHECK(opened->ident == 0x1234);
}

TEST_CASE("where both kinds are refused the error says what to grant" * doctest::skip()) {
  REQUIRE(test::drop_network_capabilities());
  for (const core::family of_family : {family::v4, family::v6}) {
    const auto opened = icmp::open_icmp({.family = of_family}, {});
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().code() == EACCES);
    CHECK(opened.error().message().find("CAP_NET_RAW") != std::string::npos);
    CHECK(opened.error().message().find("net.ipv4.ping_group_range") != std::string::npos);
  }
}
TEST_CASE("in a new namespace: no ICMP socket permitted") {
  test::run_in_new_namespace("where both kinds are refused the error says what to grant", {});
}

TEST_CASE("a ping socket's ident is the one the kernel chose" * doctest::skip()) {
  REQUIRE(test::drop_network_capabilities());
  for (const core::family of_family : {family::v4, family::v6}) {
    const auto first = icmp::open_icmp({.family = of_family}, {});
    const auto second = icmp::open_icmp({.family = of_family}, {});
    REQUIRE(first.has_value());
    REQUIRE(second.has_value());
    CHECK(first->kind == icmp::socket_kind::ping);
    CHECK(first->ident != second->ident);
  }
}
TEST_CASE("in a new namespace: idents of ping sockets") {
  test::run_in_new_namespace("a ping socket's ident is the one the kernel chose",
                             {.loopback_up = true, .ping_for_all = true});
}

TEST_CASE("whether this machine has what a socket is bound to") {
  CHECK(icmp::is_here({}));
  CHECK(icmp::is_here({.source = "127.0.0.1"}));
  CHECK_FALSE(icmp::is_here({.source = "192.0.2.77"}));
  CHECK_FALSE(icmp::is_here({.interface = "no-such-link"}));
  CHECK_FALSE(icmp::is_here({.family = family::v6, .source = "127.0.0.1"}));
  CHECK_FALSE(icmp::is_here({.family = family::v6, .source = "fe80::1%no-such-link"}));
}
