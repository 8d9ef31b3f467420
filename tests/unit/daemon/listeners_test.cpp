// SPDX-License-Identifier: Apache-2.0
#include "daemon/listeners.hpp"

#include <doctest/doctest.h>

#include "http/listen_socket.hpp"

using reachd::core::address;
using reachd::core::endpoint;
using reachd::daemon::listen_everywhere;

namespace {

struct fixture {
  reachd::daemon::log out{reachd::config::log_level::error, reachd::config::log_format::logfmt};
  reachd::uv::loop loop;
  reachd::http::server server{loop, reachd::http::routes()};
};

}  // namespace

TEST_CASE("every listener that was asked for listens, on a port of the kernel's choice when it is 0") {
  fixture f;
  REQUIRE(listen_everywhere(f.server, std::vector{endpoint{*address::parse("127.0.0.1"), 0}}, f.out));
  REQUIRE(f.server.endpoints().size() == 1);
  CHECK(f.server.endpoints().front().port != 0);
}

TEST_CASE("a listener that was asked for and is busy is fatal, whatever the others do") {
  const auto busy = reachd::http::listen_at(endpoint{*address::parse("127.0.0.1"), 0});
  REQUIRE(busy.has_value());
  fixture f;
  CHECK_FALSE(listen_everywhere(f.server, std::vector{endpoint{*address::parse("127.0.0.1"), 0}, busy->at}, f.out));
}

TEST_CASE("no listener at all is fatal") {
  fixture f;
  CHECK_FALSE(listen_everywhere(f.server, std::vector<endpoint>(), f.out));
}

TEST_CASE("sockets that were passed are served, and one that cannot be is fatal") {
  fixture f;
  auto good = reachd::http::listen_at(endpoint{*address::parse("127.0.0.1"), 0});
  REQUIRE(good.has_value());
  std::vector<reachd::daemon::passed_socket> passed;
  passed.push_back({std::move(good->fd), "http"});
  REQUIRE(reachd::daemon::listen_on(f.server, std::move(passed), f.out));
  REQUIRE(f.server.endpoints().size() == 1);
  CHECK(f.server.endpoints().front() == good->at);

  passed.clear();
  passed.push_back({reachd::core::unique_fd(dup(0)), "wrong"});
  CHECK_FALSE(reachd::daemon::listen_on(f.server, std::move(passed), f.out));
}
