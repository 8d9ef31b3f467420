// SPDX-License-Identifier: Apache-2.0
#include "uv/connect.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <optional>

#include "core/unique_fd.hpp"
#include "support/start_and_stop.hpp"
#include "support/stream_pair.hpp"
#include "uv/status.hpp"

using reachd::async::live_frames;
using reachd::async::task;
using reachd::core::endpoint;
using reachd::test::loopback;
using reachd::test::start_and_stop;
using reachd::uv::connect_failure;
using reachd::uv::loop;
using reachd::uv::tcp_listener;

namespace {

task<int> connect_state(loop& on, endpoint to) {
  auto stream = co_await reachd::uv::connect(on, to);
  if (!stream) co_return -stream.error().code();
  tcp_info info{};
  socklen_t size = sizeof info;
  if (getsockopt(stream->fd(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) co_return -1;
  co_return info.tcpi_state;
}

task<std::optional<connect_failure>> failure_of(loop& on, endpoint to) {
  auto stream = co_await reachd::uv::connect(on, to);
  if (stream) co_return std::nullopt;
  co_return stream.error();
}

task<void> keep_failure(loop& on, endpoint to, std::optional<connect_failure>& out) {
  auto stream = co_await reachd::uv::connect(on, to);
  if (!stream) out = stream.error();
}

/// A port of loopback where nothing listens: taken by a bound socket, so that nobody else gets it.
struct closed_port {
  closed_port() : held(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto any = loopback().to_socket_address();
    REQUIRE(::bind(held.get(), any.get(), any.length) == 0);
    sockaddr_in bound{};
    socklen_t size = sizeof bound;
    REQUIRE(::getsockname(held.get(), reinterpret_cast<sockaddr*>(&bound), &size) == 0);
    number = ntohs(bound.sin_port);
  }
  reachd::core::unique_fd held;
  std::uint16_t number = 0;
};

}  // namespace

TEST_CASE("a connection to a listener is established and its descriptor can be asked") {
  loop on;
  auto listener = tcp_listener::listen(on, loopback());
  REQUIRE(listener);
  CHECK(on.run(connect_state(on, loopback(listener->port()))) == TCP_ESTABLISHED);
  CHECK(live_frames() == 0);
}

TEST_CASE("a connection over IPv6 is established") {
  loop on;
  endpoint at{*reachd::core::address::parse("::1"), 0};
  auto listener = tcp_listener::listen(on, at);
  REQUIRE(listener);
  at.port = listener->port();
  CHECK(on.run(connect_state(on, at)) == TCP_ESTABLISHED);
}

TEST_CASE("a port where nothing listens refuses, without an ICMP cause") {
  loop on;
  const closed_port port;
  const auto failure = on.run(failure_of(on, loopback(port.number)));
  REQUIRE(failure);
  CHECK(failure->code() == ECONNREFUSED);
  CHECK(failure->message() ==
        "connect to " + loopback(port.number).to_string() + ": Connection refused (ECONNREFUSED)");
  CHECK_FALSE(failure->cause());
}

TEST_CASE("a connection without a descriptor left is a value, not an exception") {
  loop on;
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  const reachd::core::unique_fd next(::fcntl(0, F_DUPFD_CLOEXEC, 0));
  const rlimit none{static_cast<rlim_t>(next.get()), before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_NOFILE, &none) == 0);
  const auto failure = on.run(failure_of(on, loopback(9)));
  setrlimit(RLIMIT_NOFILE, &before);
  REQUIRE(failure);
  CHECK(failure->code() == EMFILE);
}

TEST_CASE("a connection that is stopped half-way ends at once as stopped") {
  loop on;
  auto listener = tcp_listener::listen(on, loopback());
  REQUIRE(listener);
  std::optional<connect_failure> failure;
  on.run(start_and_stop(on.ready(), keep_failure(on, loopback(listener->port()), failure)));
  REQUIRE(failure);
  CHECK(reachd::uv::is_stopped(*failure));
  CHECK(live_frames() == 0);
}
