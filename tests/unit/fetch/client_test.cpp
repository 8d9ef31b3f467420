// SPDX-License-Identifier: Apache-2.0
#include "fetch/client.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include "support/start_and_stop.hpp"
#include "web.hpp"

using reachd::async::task;
using reachd::fetch::failure_kind;
using reachd::fetch::outcome;
using reachd::fetch::phase;
using reachd::test::plan;
using reachd::test::web;

namespace {

std::string answer_of(const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

/// "the text", packed.
const std::string packed_text{
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x2b\xc9\x48\x55\x28\x49\xad\x28\x01\x00\xb7\x8b\x56\x76\x08\x00\x00\x00",
    28};

failure_kind kind_of(const outcome& got) {
  REQUIRE_FALSE(got);
  return got.error().kind;
}

}  // namespace

TEST_CASE("an answer comes with its status, headers, body, addresses and phases") {
  web server;
  const auto got = server.ask(answer_of("hello", "Content-Type: text/plain\r\nDate: today\r\n"));
  REQUIRE(got);
  CHECK(got->status == 200);
  CHECK(got->http_version == "1.1");
  CHECK(got->body == "hello");
  CHECK_FALSE(got->cut);
  CHECK(got->headers.content_type == "text/plain");
  CHECK(got->headers.date == "today");
  CHECK(got->headers.content_length == 5);
  CHECK(got->remote == reachd::test::loopback(server.port()));
  CHECK(got->local.address == got->remote.address);
  CHECK(got->local.port != 0);
  CHECK(got->times.connect.count() > 0);
  CHECK(got->times.first_byte.count() > 0);
  CHECK(got->times.tls.count() == 0);
  CHECK(got->received_bytes == answer_of("hello", "Content-Type: text/plain\r\nDate: today\r\n").size());
  CHECK_FALSE(got->verified);
}

TEST_CASE("what is sent is what was asked, and nothing else") {
  web server;
  auto asked = server.to_server("/a/../b?x=%20&y");
  asked.authority = "example.test:8080";
  asked.headers = {{"X-One", "1"}, {"X-Empty", ""}};
  REQUIRE(server.ask(asked, plan{.answer = answer_of("")}));
  CHECK(server.seen ==
        "GET /a/../b?x=%20&y HTTP/1.1\r\nHost: example.test:8080\r\nAccept: */*\r\nUser-Agent: reachd/test\r\n"
        "Accept-Encoding: gzip, deflate\r\nX-One: 1\r\nX-Empty:\r\n\r\n");
}

TEST_CASE("nothing of one request is in the next, whatever their kinds") {
  web server;
  const std::string get = "GET / HTTP/1.1\r\nHost: example.test\r\n";
  for (const std::string method : {"GET", "HEAD", "POST", "GET", "PURGE", "GET", "GET"}) {
    CAPTURE(method);
    auto asked = server.to_server();
    asked.authority = "example.test";
    asked.method = method;
    if (method == "POST") asked.body = "a body\r\n\r\n";  // how the server knows its end
    if (method != "GET") asked.headers = {{"X-One", "1"}, {"User-Agent", "other"}};
    server.seen.clear();
    REQUIRE(server.ask(asked, plan{.answer = answer_of("")}));
    if (method != "GET") continue;
    CHECK(server.seen == get +
                             "Accept: */*\r\nUser-Agent: reachd/test\r\n"
                             "Accept-Encoding: gzip, deflate\r\n\r\n");
  }
}

TEST_CASE("a header of the caller takes the place of ours") {
  web server;
  auto asked = server.to_server();
  asked.headers = {{"user-agent", "mine"}, {"Host", "other.test"}, {"Accept-Encoding", "identity"}};
  REQUIRE(server.ask(asked, plan{.answer = answer_of("")}));
  CHECK(server.seen.find("user-agent: mine\r\n") != std::string::npos);
  CHECK(server.seen.find("Host: other.test\r\n") != std::string::npos);
  CHECK(server.seen.find("example.test") == std::string::npos);
  CHECK(server.seen.find("reachd/test") == std::string::npos);
  CHECK(server.seen.find("gzip") == std::string::npos);
}

TEST_CASE("a body is sent at once with its length, whatever the method") {
  for (const std::string method : {"POST", "PUT", "DELETE", "GET"}) {
    CAPTURE(method);
    web server;
    auto asked = server.to_server();
    asked.method = method;
    asked.body = std::string(100'000, 'b');
    const auto got = server.ask(asked, plan{.answer = answer_of("ok"), .request_bytes = 100'000});
    REQUIRE(got);
    CHECK(got->body == "ok");
    CHECK(server.seen.starts_with(method + " / HTTP/1.1\r\n"));
    CHECK(server.seen.find("Content-Length: 100000\r\n") != std::string::npos);
    CHECK(server.seen.find("Expect") == std::string::npos);
    CHECK(server.seen.find("Content-Type") == std::string::npos);
  }
}

TEST_CASE("HEAD waits for no body, and a POST of nothing says so") {
  web server;
  auto asked = server.to_server();
  asked.method = "HEAD";
  const auto head = server.ask(asked, plan{.answer = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", .holds = true});
  REQUIRE(head);
  CHECK(head->body.empty());
  CHECK(head->headers.content_length == 1000);
  asked.method = "POST";
  REQUIRE(server.ask(asked, plan{.answer = answer_of("")}));
  CHECK(server.seen.find("Content-Length: 0\r\n") != std::string::npos);
}

TEST_CASE("a redirect is returned and not followed") {
  web server;
  const auto got =
      server.ask("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/elsewhere\r\nContent-Length: 0\r\n\r\n");
  REQUIRE(got);
  CHECK(got->status == 302);
  CHECK(got->headers.location == "http://127.0.0.1:1/elsewhere");
  CHECK(server.connections == 1);
}

TEST_CASE("a chunked body is put together, and one by the end of the connection as well") {
  web server;
  const auto chunked =
      server.ask("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nDate: x\r\n\r\n");
  REQUIRE(chunked);
  CHECK(chunked->body == "abcde");
  const auto to_the_end = server.ask("HTTP/1.0 200 OK\r\n\r\nuntil the end");
  REQUIRE(to_the_end);
  CHECK(to_the_end->body == "until the end");
  CHECK(to_the_end->http_version == "1.0");
}

TEST_CASE("a packed body is unpacked") {
  web server;
  const auto got = server.ask(answer_of(packed_text, "Content-Encoding: gzip\r\n"));
  REQUIRE(got);
  CHECK(got->body == "the text");
}

TEST_CASE("a port where nobody listens refuses") {
  web server;
  auto asked = server.to_server();
  {
    const auto other = reachd::uv::tcp_listener::listen(server.on, reachd::test::loopback());
    asked.to.port = other->port();
  }
  const auto got = server.ask(asked, plan());
  CHECK(kind_of(got) == failure_kind::refused);
  CHECK(got.error().errno_value == ECONNREFUSED);
  CHECK(got.error().reached == phase::connect);
}

TEST_CASE("a request that may not be sent is not: no header goes in by the back door") {
  web server;
  auto asked = server.to_server();
  asked.headers = {{"X", "1\r\nY: 2"}};
  const auto got = server.ask(asked, plan{.answer = answer_of("")});
  CHECK(kind_of(got) == failure_kind::local);
  CHECK(got.error().errno_value == EINVAL);
  CHECK(server.connections == 0);
}

TEST_CASE("the environment has no say in it") {
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) setenv(name, "http://127.0.0.1:1", 1);
  web server;
  const auto got = server.ask(answer_of("direct"));
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) unsetenv(name);
  REQUIRE(got);
  CHECK(got->body == "direct");
}

namespace {

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

task<void> many(web& server, int count, std::vector<std::optional<outcome>>& out) {
  reachd::async::scope working(server.on.ready());
  out.resize(static_cast<std::size_t>(count));
  // The answers are let go when the last request is there: all are in flight at once.
  server.on_request = [&server, count, requests = 0]() mutable {
    if (++requests == count) server.released.set();
  };
  for (auto& place : out) working.spawn(keep(server, server.to_server(), place));
  co_await working.join();
}

}  // namespace

TEST_CASE("a request that is stopped before anything came ends at once") {
  web server;
  std::optional<outcome> got;
  server.on.run(reachd::test::start_and_stop(server.on.ready(), keep(server, server.to_server(), got)));
  REQUIRE(got);
  CHECK(kind_of(*got) == failure_kind::stopped);
  CHECK(got->error().reached == phase::connect);
}

TEST_CASE("a request that is stopped while the server keeps silent tells how far it came") {
  web server;
  std::optional<outcome> got;
  server.run(stop_on_request(server, server.to_server(), got), plan{.holds = true});
  REQUIRE(got);
  CHECK(kind_of(*got) == failure_kind::stopped);
  CHECK(got->error().reached == phase::first_byte);
  CHECK(got->error().times.connect.count() > 0);
  CHECK(server.ended == 1);  // it saw us go
}

TEST_CASE("a thousand requests wait at once") {
  web server;
  std::vector<std::optional<outcome>> got;
  server.run(many(server, 1000, got), plan{.answer = answer_of("one of many"), .waits_for_release = true});
  CHECK(server.connections == 1000);
  int good = 0;
  for (const auto& one : got) good += one && *one && (*one)->body == "one of many";
  CHECK(good == 1000);
}
