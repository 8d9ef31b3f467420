// SPDX-License-Identifier: Apache-2.0
#include "http/adopted_socket.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <cerrno>

using reachd::core::address;
using reachd::core::endpoint;
using reachd::core::socket_address;
using reachd::core::unique_fd;
using reachd::http::adopt_socket;

namespace {

/// Blocking and kept by children, as it may come.
unique_fd bound(const char* host, int kind) {
  const socket_address at = endpoint{*address::parse(host), 0}.to_socket_address();
  unique_fd made(::socket(at.storage.ss_family, kind, 0));
  REQUIRE(::bind(made.get(), at.get(), at.length) == 0);
  return made;
}

bool is_open(int fd) { return fcntl(fd, F_GETFD) >= 0; }

}  // namespace

TEST_CASE("a socket that listens becomes ours, with its address") {
  for (const char* host : {"127.0.0.1", "::1"}) {
    CAPTURE(host);
    unique_fd listening = bound(host, SOCK_STREAM);
    REQUIRE(::listen(listening.get(), 1) == 0);
    const auto adopted = adopt_socket(std::move(listening));
    REQUIRE(adopted.has_value());
    CHECK(adopted->at.address == *address::parse(host));
    CHECK(adopted->at.port != 0);
    CHECK((fcntl(adopted->fd.get(), F_GETFL) & O_NONBLOCK) != 0);
    CHECK((fcntl(adopted->fd.get(), F_GETFD) & FD_CLOEXEC) != 0);
  }
}

TEST_CASE("what cannot be served on is refused and closed") {
  unique_fd silent = bound("127.0.0.1", SOCK_STREAM);
  unique_fd datagrams = bound("127.0.0.1", SOCK_DGRAM);
  unique_fd local(::socket(AF_UNIX, SOCK_STREAM, 0));
  unique_fd file(::open("/dev/null", O_RDONLY));
  for (unique_fd* wrong : {&silent, &datagrams, &local, &file}) {
    const int number = wrong->get();
    CAPTURE(number);
    const auto refused = adopt_socket(std::move(*wrong));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message().starts_with("cannot serve on descriptor " + std::to_string(number) + ": "));
    CHECK_FALSE(is_open(number));
  }
  CHECK_FALSE(adopt_socket(unique_fd()).has_value());
}
