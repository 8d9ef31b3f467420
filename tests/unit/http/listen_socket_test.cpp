// SPDX-License-Identifier: Apache-2.0
#include "http/listen_socket.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using reachd::core::address;
using reachd::core::endpoint;
using reachd::http::lacks_address;
using reachd::http::listen_at;

namespace {

endpoint loopback(std::uint16_t port) { return endpoint{*address::parse("127.0.0.1"), port}; }

}  // namespace

TEST_CASE("port 0 becomes a real one") {
  const auto opened = listen_at(loopback(0));
  REQUIRE(opened);
  CHECK(opened->at.port != 0);
  CHECK(opened->at.address == loopback(0).address);
}

TEST_CASE("a busy port is named, with what to do about it") {
  const auto first = listen_at(loopback(0));
  const auto second = listen_at(first->at);
  REQUIRE_FALSE(second);
  const std::string port = std::to_string(first->at.port);
  CHECK(second.error().code() == EADDRINUSE);
  CHECK(second.error().message() == "cannot listen on 127.0.0.1:" + port +
                                        ": Address already in use (EADDRINUSE); another program listens there (`ss "
                                        "-ltnp sport = :" +
                                        port + "` names it): stop it or choose another port");
  CHECK_FALSE(lacks_address(second.error()));
}

TEST_CASE("an address that no interface has is told apart") {
  const auto opened = listen_at(endpoint{*address::parse("192.0.2.1"), 0});
  REQUIRE_FALSE(opened);
  CHECK(lacks_address(opened.error()));
  CHECK(opened.error().message().find("192.0.2.1:0") != std::string::npos);
  CHECK(opened.error().message().find("no interface") != std::string::npos);
}

TEST_CASE("an IPv6 socket leaves the IPv4 port of the same number alone") {
  const auto v6 = listen_at(endpoint{*address::parse("::"), 0});
  if (!v6) {
    CHECK(lacks_address(v6.error()));
    MESSAGE("skipped: " << v6.error().message());
    return;
  }
  CHECK(listen_at(endpoint{address(), v6->at.port}));
}
