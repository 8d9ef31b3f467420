// SPDX-License-Identifier: Apache-2.0
#include "uv/tcp_listener.hpp"

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string>

#include "support/start_and_stop.hpp"
#include "support/stream_pair.hpp"
#include "uv/status.hpp"

using reachd::async::live_frames;
using reachd::async::scope;
using reachd::async::task;
using reachd::test::loopback;
using reachd::test::start_and_stop;
using reachd::uv::loop;
using reachd::uv::tcp_listener;

namespace {

task<void> greet_next(tcp_listener& listener, int& accepted) {
  auto stream = co_await listener.accept();
  REQUIRE(stream);
  ++accepted;
  co_await stream->write("hello");
}

task<std::string> connect_and_read(loop& on, std::uint16_t port) {
  const auto to = loopback(port);
  auto stream = co_await reachd::uv::connect(on, to);
  REQUIRE(stream);
  std::array<char, 16> buffer{};
  const auto size = co_await stream->read(buffer);
  REQUIRE(size);
  co_return std::string(buffer.data(), *size);
}

task<std::string> accept_first(loop& on, tcp_listener& listener, int& accepted) {
  scope serving(on.ready());
  serving.spawn(greet_next(listener, accepted));
  auto said = co_await connect_and_read(on, listener.port());
  co_await serving.join();
  co_return said;
}

task<int> connect_first(loop& on, tcp_listener& listener) {
  const auto to = loopback(listener.port());
  int accepted = 0;
  auto one = co_await reachd::uv::connect(on, to);
  auto two = co_await reachd::uv::connect(on, to);
  REQUIRE(one);
  REQUIRE(two);
  co_await greet_next(listener, accepted);
  co_await greet_next(listener, accepted);
  co_return accepted;
}

task<void> keep_code(tcp_listener& listener, std::optional<int>& code) {
  auto stream = co_await listener.accept();
  code = stream ? 0 : stream.error().code();
}

}  // namespace

TEST_CASE("an accept that waits gets the next connection") {
  loop on;
  auto listener = tcp_listener::listen(on, loopback());
  REQUIRE(listener);
  REQUIRE(listener->port() != 0);
  int accepted = 0;
  CHECK(on.run(accept_first(on, *listener, accepted)) == "hello");
  CHECK(accepted == 1);
  CHECK(live_frames() == 0);
}

TEST_CASE("connections that come while nobody waits are kept for the next accepts") {
  loop on;
  auto listener = tcp_listener::listen(on, loopback());
  REQUIRE(listener);
  CHECK(on.run(connect_first(on, *listener)) == 2);
  CHECK(live_frames() == 0);
}

TEST_CASE("a busy port is an error that names it") {
  loop on;
  auto first = tcp_listener::listen(on, loopback());
  REQUIRE(first);
  const auto second = tcp_listener::listen(on, loopback(first->port()));
  REQUIRE_FALSE(second);
  CHECK(second.error().code() == EADDRINUSE);
  CHECK(second.error().message().find(loopback(first->port()).to_string()) != std::string::npos);
}

TEST_CASE("an accept that is stopped half-way ends as stopped, and the listener goes on") {
  loop on;
  auto listener = tcp_listener::listen(on, loopback());
  REQUIRE(listener);
  std::optional<int> code;
  on.run(start_and_stop(on.ready(), keep_code(*listener, code)));
  CHECK(code == ECANCELED);
  int accepted = 0;
  CHECK(on.run(accept_first(on, *listener, accepted)) == "hello");
  CHECK(live_frames() == 0);
}
