// SPDX-License-Identifier: Apache-2.0
#include "uv/udp_socket.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <string>

#include "async/sleep.hpp"
#include "support/frame_check.hpp"
#include "support/udp_server.hpp"
#include "uv/status.hpp"

using namespace std::chrono_literals;
using reachd::async::task;
using reachd::core::endpoint;
using reachd::core::result;
using reachd::test::udp_server;
using reachd::uv::udp_socket;

namespace {

const reachd::core::address here = *reachd::core::address::parse("127.0.0.1");

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto* const data = reinterpret_cast<const std::byte*>(text.data());
  return {data, data + text.size()};
}

struct got {
  std::string text;
  int code = 0;
};

task<void> receive_into(udp_socket& socket, std::size_t room, got& out) {
  std::vector<std::byte> buffer(room);
  const auto size = co_await socket.receive(buffer);
  if (size) {
    out.text.assign(reinterpret_cast<const char*>(buffer.data()), *size);
  } else {
    out.code = size.error().code();
  }
}

task<void> ask(udp_socket& socket, std::string_view what, std::size_t room, std::vector<got>& out) {
  const auto sent = socket.send(bytes_of(what));
  CHECK(sent.has_value());
  for (got& one : out) co_await receive_into(socket, room, one);
}

}  // namespace

TEST_CASE("datagrams come one by one, as they were sent; an empty one is one") {
  reachd::uv::loop loop;
  const udp_server server([](auto asked) {
    const std::string text(reinterpret_cast<const char*>(asked.data()), asked.size());
    return std::vector<udp_server::bytes>{bytes_of(text + " one"), bytes_of(""), bytes_of("three")};
  });
  auto socket = udp_socket::connect(loop, endpoint{here, server.port()});
  REQUIRE(socket.has_value());
  std::vector<got> out(3);
  loop.run(ask(*socket, "hello", 100, out));
  CHECK(out[0].text == "hello one");
  CHECK(out[1].text.empty());
  CHECK(out[1].code == 0);
  CHECK(out[2].text == "three");
}

TEST_CASE("what does not fit is cut off") {
  reachd::uv::loop loop;
  const udp_server server([](auto) { return std::vector<udp_server::bytes>{bytes_of("0123456789")}; });
  auto socket = udp_socket::connect(loop, endpoint{here, server.port()});
  REQUIRE(socket.has_value());
  std::vector<got> out(1);
  loop.run(ask(*socket, "x", 4, out));
  CHECK(out[0].text == "0123");
}

TEST_CASE("a port where nobody listens refuses") {
  reachd::uv::loop loop;
  std::uint16_t closed = 0;
  {
    closed = udp_server([](auto) { return std::vector<udp_server::bytes>(); }).port();
  }
  auto socket = udp_socket::connect(loop, endpoint{here, closed});
  REQUIRE(socket.has_value());
  std::vector<got> out(1);
  loop.run(ask(*socket, "x", 4, out));
  CHECK(out[0].code == ECONNREFUSED);
}

namespace {

task<void> stop_receive(reachd::uv::loop& loop, udp_socket& socket, got& out) {
  reachd::async::scope waiting(loop.ready());
  waiting.spawn(receive_into(socket, 100, out));
  const auto later = loop.scheduler().now() + 1ms;
  co_await reachd::async::sleep_until(loop.scheduler(), later);
  waiting.request_stop();
  co_await waiting.join();
}

}  // namespace

TEST_CASE("a receive that is stopped leaves the socket as it was") {
  reachd::uv::loop loop;
  const udp_server server([](auto) { return std::vector<udp_server::bytes>{bytes_of("late")}; });
  auto socket = udp_socket::connect(loop, endpoint{here, server.port()});
  REQUIRE(socket.has_value());
  got stopped;
  loop.run(stop_receive(loop, *socket, stopped));
  CHECK(stopped.code == ECANCELED);
  std::vector<got> out(1);
  loop.run(ask(*socket, "x", 10, out));
  CHECK(out[0].text == "late");
}

TEST_CASE("where there is no way, the connection says so") {
  reachd::uv::loop loop;
  const auto none = udp_socket::connect(loop, endpoint{*reachd::core::address::parse("255.255.255.255"), 53});
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().code() == EACCES);
}
