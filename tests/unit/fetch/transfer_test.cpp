// SPDX-License-Identifier: Apache-2.0
// How long it took, and how far it came.
#include "fetch/transfer.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>

#include "core/unique_fd.hpp"
#include "web.hpp"

using namespace std::chrono_literals;
using reachd::async::task;
using reachd::fetch::outcome;
using reachd::fetch::phase;
using reachd::test::plan;
using reachd::test::web;

namespace {

const char* const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Lets the answer go a while after the request has come.
struct release_later final : private reachd::async::timer {
  release_later(web& of, reachd::core::nanoseconds after) : server(&of) {
    of.on_request = [this, after] { server->on.scheduler().wheel().add(*this, reachd::uv::monotonic_now() + after); };
  }
  void expire() noexcept override { server->released.set(); }
  web* server;
};

task<void> keep(web& server, reachd::fetch::request asked, std::optional<outcome>& out) {
  auto got = co_await server.get(asked);
  out.emplace(std::move(got));
}

task<void> stop_on_request(web& server, reachd::fetch::request asked, std::optional<outcome>& out) {
  reachd::async::scope working(server.on.ready());
  server.on_request = [&working] { working.request_stop(); };
  working.spawn(keep(server, asked, out));
  co_await working.join();
}

}  // namespace

TEST_CASE("what the server thinks about is the first byte's, with a body to send as well as without") {
  for (const std::size_t body_bytes : {0, 10, 200'000}) {
    CAPTURE(body_bytes);
    web server;
    const release_later slow(server, 50ms);
    auto asked = server.to_server();
    asked.body = std::string(body_bytes, 'b');
    const auto got = server.ask(asked, plan{.answer = answer, .request_bytes = body_bytes, .waits_for_release = true});
    REQUIRE(got);
    CHECK(got->times.first_byte >= 49ms);
    CHECK(got->times.connect < 49ms);
    CHECK(got->times.transfer < 49ms);
  }
}

TEST_CASE("a handshake that does not end is stopped in that phase") {
  web server;
  auto asked = server.to_server();
  asked.secure = true;
  std::optional<outcome> got;
  server.run(stop_on_request(server, asked, got), plan{.request_bytes = 1, .holds = true});
  REQUIRE(got);
  REQUIRE_FALSE(*got);
  CHECK(got->error().kind == reachd::fetch::failure_kind::stopped);
  CHECK(got->error().reached == phase::tls);
  CHECK(got->error().times.connect.count() > 0);
}

TEST_CASE("a request for which there is no descriptor is our own failure, and the next one goes") {
  web server;
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  const reachd::core::unique_fd next(::fcntl(0, F_DUPFD_CLOEXEC, 0));
  const rlimit none{static_cast<rlim_t>(next.get()), before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_NOFILE, &none) == 0);
  const auto got = server.on.run(server.get(server.to_server()));
  setrlimit(RLIMIT_NOFILE, &before);
  REQUIRE_FALSE(got);
  CHECK(got.error().kind == reachd::fetch::failure_kind::local);
  CHECK(got.error().errno_value == EMFILE);
  CHECK(server.ask(answer));
}

TEST_CASE("IPv6 is asked as well") {
  web server(reachd::core::endpoint{*reachd::core::address::parse("::1"), 0});
  const auto got = server.ask(answer);
  REQUIRE(got);
  CHECK(got->body == "ok");
  CHECK(got->remote.address.to_string() == "::1");
  CHECK(got->local.address.to_string() == "::1");
}

TEST_CASE("a network without a way there is our own failure") {
  web server;
  auto asked = server.to_server();
  // Without a zone there is no way to a link-local address: EINVAL from connect(2).
  asked.to = reachd::core::endpoint{*reachd::core::address::parse("fe80::1"), 80};
  const auto got = server.on.run(server.get(asked));
  REQUIRE_FALSE(got);
  CHECK(got.error().kind == reachd::fetch::failure_kind::local);
  CHECK(got.error().errno_value == EINVAL);
}
