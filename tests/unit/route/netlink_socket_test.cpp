// SPDX-License-Identifier: Apache-2.0
#include "route/netlink_socket.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cerrno>

#include "route/message.hpp"
#include "route/request.hpp"

using namespace reachd;
using route::netlink_socket;
using route::waiting;

TEST_CASE("a socket that never waits says so, and is closed in what we execute") {
  auto socket = netlink_socket::open(waiting::never);
  REQUIRE(socket.has_value());
  CHECK((::fcntl(socket->fd(), F_GETFL) & O_NONBLOCK) != 0);
  CHECK((::fcntl(socket->fd(), F_GETFD) & FD_CLOEXEC) != 0);
  const auto datagram = socket->receive();
  REQUIRE_FALSE(datagram.has_value());
  CHECK(datagram.error().code() == EAGAIN);
}

TEST_CASE("the kernel answers within the call that asks") {
  auto socket = netlink_socket::open(waiting::never);
  REQUIRE(socket.has_value());
  REQUIRE(socket->send(route::link_at(1, 7)).has_value());
  const auto datagram = socket->receive();
  REQUIRE(datagram.has_value());
  const auto answer = route::message_reader(*datagram).next();
  REQUIRE(answer.has_value());
  CHECK(answer->sequence == 7);
  CHECK(answer->type == RTM_NEWLINK);
}

TEST_CASE("another process is not believed") {
  auto socket = netlink_socket::open(waiting::never);
  auto forger = netlink_socket::open(waiting::never);
  REQUIRE(socket.has_value());
  REQUIRE(forger.has_value());
  sockaddr_nl own{};
  socklen_t length = sizeof own;
  REQUIRE(::getsockname(socket->fd(), reinterpret_cast<sockaddr*>(&own), &length) == 0);
  const auto forged = route::link_at(1, 7);
  const auto sent =
      ::sendto(forger->fd(), forged.data(), forged.size(), 0, reinterpret_cast<const sockaddr*>(&own), length);
  if (sent < 0) {
    CHECK(errno == EPERM);  // without privileges the kernel does not even carry it
    return;
  }
  const auto datagram = socket->receive();
  REQUIRE(datagram.has_value());
  CHECK(datagram->empty());
}

TEST_CASE("a group that does not exist is refused") {
  auto socket = netlink_socket::open(waiting::never);
  REQUIRE(socket.has_value());
  CHECK(socket->join(RTNLGRP_LINK).has_value());
  const auto joined = socket->join(30000);
  REQUIRE_FALSE(joined.has_value());
  CHECK(joined.error().code() == EINVAL);
}
