// SPDX-License-Identifier: Apache-2.0
// Two ends of one TCP connection on loopback.
#pragma once

#include <stdexcept>

#include "async/task.hpp"
#include "uv/connect.hpp"
#include "uv/tcp_listener.hpp"

namespace reachd::test {

inline core::endpoint loopback(std::uint16_t port = 0) {
  return core::endpoint{*core::address::parse("127.0.0.1"), port};
}

struct stream_pair {
  stream_pair(uv::tcp_stream connected, uv::tcp_stream accepted)
      : client(std::move(connected)), server(std::move(accepted)) {}
  uv::tcp_stream client;
  uv::tcp_stream server;
};

inline async::task<stream_pair> make_stream_pair(uv::loop& on) {
  auto listener = uv::tcp_listener::listen(on, loopback());
  if (!listener) throw std::runtime_error(listener.error().message());
  const core::endpoint to = loopback(listener->port());
  auto client = co_await uv::connect(on, to);
  if (!client) throw std::runtime_error(client.error().message());
  auto server = co_await listener->accept();
  if (!server) throw std::runtime_error(server.error().message());
  co_return stream_pair(std::move(*client), std::move(*server));
}

}  // namespace reachd::test
