// SPDX-License-Identifier: Apache-2.0
#include "http/server.hpp"

#include <doctest/doctest.h>

#include "support/certificates.hpp"
#include "support/http_client.hpp"
#include "support/http_fixture.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::task;
using reachd::http::request;
using reachd::http::response;
using reachd::http::routes;
using reachd::test::http_answer;
using reachd::test::http_client;
using reachd::test::http_fixture;

namespace {

task<response> hello(request) { co_return response::text(200, "hello"); }

task<response> echo(request asked) {
  const std::string word(asked.parameter("word").value_or("nothing"));
  co_return response::text(200, asked.method + " " + asked.path + " " + word);
}

routes pages() {
  routes all;
  all.add("GET", "/hello", hello);
  all.add("POST", "/hello", hello);
  all.add("GET", "/a b", echo);
  all.add("POST", "/only-post", echo);
  return all;
}

}  // namespace

TEST_CASE("GET brings the page, its length and the security fields") {
  http_fixture fixture(pages());
  http_answer answer;
  fixture.run([&] { answer = http_client(fixture.at).get("/hello"); });
  CHECK(answer.status == 200);
  CHECK(answer.whole);
  CHECK(answer.body == "hello\n");
  CHECK(answer.field("Content-Length") == "6");
  CHECK(answer.field("Content-Type") == "text/plain; charset=utf-8");
  CHECK(answer.field("X-Content-Type-Options") == "nosniff");
  CHECK(answer.field("Content-Security-Policy") == "default-src 'self'");
  CHECK(answer.field("Server").empty());
  CHECK(fixture.server.counts().answers[2] == 1);
  CHECK(live_frames() == 0);
}

TEST_CASE("HEAD has the fields of GET and no body") {
  http_fixture fixture(pages());
  http_answer head, next;
  fixture.run([&] {
    http_client client(fixture.at);
    client.ask("HEAD", "/hello");
    head = client.read_answer(true);
    next = client.get("/hello");
  });
  CHECK(head.status == 200);
  CHECK(head.field("Content-Length") == "6");
  CHECK(next.body == "hello\n");
}

TEST_CASE("what no page answers is 404, 405 with Allow, or 501") {
  http_fixture fixture(pages());
  http_answer missing, wrong_method, unknown_method, again;
  fixture.run([&] {
    http_client client(fixture.at);
    missing = client.get("/nowhere");
    client.ask("DELETE", "/hello");
    wrong_method = client.read_answer();
    client.ask("BREW", "/hello");
    unknown_method = client.read_answer();
    again = client.get("/hello");
  });
  CHECK(missing.status == 404);
  CHECK(wrong_method.status == 405);
  CHECK(wrong_method.field("Allow") == "GET, HEAD, POST");
  CHECK(unknown_method.status == 501);
  CHECK(again.status == 200);
  CHECK(fixture.server.counts().answers[4] == 2);
  CHECK(fixture.server.counts().answers[5] == 1);
  CHECK(fixture.server.counts().accepted == 1);
}

TEST_CASE("two requests sent at once on one connection are answered in order") {
  http_fixture fixture(pages());
  http_answer first, second;
  fixture.run([&] {
    http_client client(fixture.at);
    client.send("GET /a%20b?word=1 HTTP/1.1\r\nHost: t\r\n\r\nGET /a%20b?word=2 HTTP/1.1\r\nHost: t\r\n\r\n");
    first = client.read_answer();
    second = client.read_answer();
  });
  CHECK(first.body == "GET /a b 1\n");
  CHECK(second.body == "GET /a b 2\n");
  CHECK(fixture.server.counts().accepted == 1);
}

TEST_CASE("a body is drained, and one that is too long is refused") {
  http_fixture fixture(pages());
  http_answer drained, next, refused;
  bool closed = false;
  fixture.run([&] {
    http_client client(fixture.at);
    client.ask("POST", "/hello", "Content-Length: 50000\r\n");
    client.send(std::string(50000, 'x'));
    drained = client.read_answer();
    next = client.get("/hello");
    client.ask("POST", "/hello", "Content-Length: 100000\r\n");
    refused = client.read_answer();
    http_client chunked(fixture.at);
    chunked.ask("POST", "/hello", "Transfer-Encoding: chunked\r\n");
    while (chunked.send("1000\r\n" + std::string(4096, 'x') + "\r\n")) continue;
    closed = true;
  });
  CHECK(drained.status == 200);
  CHECK(next.status == 200);
  CHECK(refused.status == 413);
  CHECK(closed);
}

TEST_CASE("IPv4 and IPv6 are served side by side") {
  http_fixture fixture(pages());
  const auto v6 = fixture.server.listen({*reachd::core::address::parse("::1"), 0});
  if (!v6) {
    CHECK(reachd::http::lacks_address(v6.error()));
    MESSAGE("skipped: " << v6.error().message());
    return;
  }
  http_answer by_v4, by_v6;
  fixture.run([&] {
    by_v4 = http_client(fixture.at).get("/hello");
    by_v6 = http_client(*v6).get("/hello");
  });
  CHECK(by_v4.status == 200);
  CHECK(by_v6.status == 200);
  CHECK(fixture.server.endpoints().size() == 2);
  CHECK(fixture.server.endpoints()[1] == *v6);
}

TEST_CASE("a listener that fails leaves the others alone") {
  http_fixture fixture(pages());
  const auto busy = fixture.server.listen(fixture.at);
  http_answer answer;
  fixture.run([&] { answer = http_client(fixture.at).get("/hello"); });
  CHECK_FALSE(busy.has_value());
  CHECK(answer.status == 200);
  CHECK(fixture.server.endpoints().size() == 1);
}

TEST_CASE("a server that nobody asked anything can be dropped at once") {
  const http_fixture fixture(pages());
  CHECK(live_frames() == 0);
}

TEST_CASE("who is not admitted gets the refusal, with the fields of every answer") {
  http_fixture fixture(pages());
  fixture.server.add_to_answers({{"X-Frame-Options", "deny"}, {"Content-Security-Policy", "default-src 'none'"}});
  fixture.server.admit_by([](const request& asked) -> task<std::optional<response>> {
    const bool right = asked.credentials && asked.credentials->user == "ann" && asked.credentials->password == "a:b";
    if (right) co_return std::nullopt;
    co_return response::text(401, "no");
  });
  http_answer refused, admitted;
  fixture.run([&] {
    refused = http_client(fixture.at).get("/hello");
    admitted = http_client(fixture.at).get("/hello", "Authorization: Basic YW5uOmE6Yg==\r\n");
  });
  CHECK(refused.status == 401);
  CHECK(refused.field("X-Frame-Options") == "deny");
  CHECK(admitted.status == 200);
  CHECK(admitted.field("Content-Security-Policy") == "default-src 'none'");
  CHECK(admitted.header.find("default-src 'self'") == std::string::npos);
}

namespace {

reachd::access::tls_settings tls_of(const char* certificate, const char* key) {
  reachd::access::tls_settings out;
  out.certificate = certificate;
  out.key = key;
  return out;
}

}  // namespace

TEST_CASE("TLS that cannot be set up leaves plain HTTP, and TLS that can ends it") {
  http_fixture fixture(pages());
  http_answer plain, garbled;
  const auto bad = fixture.server.speak(tls_of("x", "y"));
  fixture.run([&] { plain = http_client(fixture.at).get("/hello"); });
  CHECK_FALSE(bad.has_value());
  CHECK(plain.status == 200);

  http_fixture secure(pages());
  const auto good = secure.server.speak(tls_of(reachd::test::certificate, reachd::test::certificate_key));
  secure.run([&] { garbled = http_client(secure.at).get("/hello"); });
  CHECK(good.has_value());
  CHECK(garbled.status == 0);
  CHECK(live_frames() == 0);
}
