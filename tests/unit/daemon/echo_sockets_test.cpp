// SPDX-License-Identifier: Apache-2.0
#include "daemon/echo_sockets.hpp"

#include <doctest/doctest.h>

using namespace reachd;

TEST_CASE("a buffer is small for many requests and large enough for few") {
  constexpr int default_of_debian = 2 * 212'992;  // the kernel doubles what is asked for
  CHECK(daemon::is_small(default_of_debian, 1000));
  CHECK_FALSE(daemon::is_small(default_of_debian, 100));
  CHECK_FALSE(daemon::is_small(2 << 20, 100'000));
}

TEST_CASE("small buffers are told once, and again when there are still more requests") {
  daemon::small_buffers told;
  CHECK_FALSE(told.is_news(200'000, 100));
  CHECK(told.is_news(200'000, 1000));
  CHECK_FALSE(told.is_news(200'000, 1000));
  CHECK_FALSE(told.is_news(200'000, 900));
  CHECK(told.is_news(200'000, 1001));
  CHECK_FALSE(told.is_news(4 << 20, 5000));
}

TEST_CASE("what the kernel grants is told once a family, and small buffers only with many requests") {
  uv::loop loop;
  daemon::log quiet(config::log_level::error, config::log_format::logfmt);
  daemon::echo_sockets sockets(loop, {}, quiet);
  for (const core::family family : {core::family::v4, core::family::v6}) {
    icmp::icmp_socket* const socket = sockets.get(family);
    if (socket != nullptr) CHECK(socket->family() == family);
  }
  sockets.expect(10);
  sockets.expect(1e6);
}
