// SPDX-License-Identifier: Apache-2.0
// What of the options can be seen from outside: whom TLS believes, and what it shows.
#include "fetch/easy.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "tls_server.hpp"
#include "web.hpp"

using reachd::fetch::failure_kind;
using reachd::fetch::phase;
using reachd::test::key_and_certificate;
using reachd::test::plan;
using reachd::test::tls_server;
using reachd::test::web;

namespace {

/// All that the process has read so far.
long bytes_read() {
  std::ifstream from("/proc/self/io");
  std::string name;
  long bytes = 0;
  from >> name >> bytes;
  return bytes;
}

struct secure_web : web {
  reachd::fetch::outcome ask_of(const tls_server& server, const std::string& authority) {
    reachd::fetch::request asked;
    asked.secure = true;
    asked.authority = authority;
    asked.to = server.at;
    asked.tls = &tls;
    return on.run(get(asked));
  }
  reachd::options::tls tls;
};

}  // namespace

TEST_CASE("a certificate of an authority that is believed is good, and the handshake is a phase") {
  const key_and_certificate own("DNS:a.test");
  const tls_server server(own);
  secure_web web;
  web.tls.authorities = own.certificate_pem();
  const auto got = web.ask_of(server, "a.test:8443");
  REQUIRE_MESSAGE(got, got.error().message);
  CHECK(got->body == "hello");
  CHECK(got->verified);
  CHECK(got->times.tls.count() > 0);
  CHECK(server.name_asked_for == "a.test");
  CHECK(server.seen.find("Host: a.test:8443\r\n") != std::string::npos);
}

TEST_CASE("one of nobody is a failure of its own kind, unless that does not matter") {
  const key_and_certificate own("DNS:a.test");
  const tls_server server(own);
  secure_web web;
  const auto got = web.ask_of(server, "a.test");
  REQUIRE_FALSE(got);
  CHECK(got.error().kind == failure_kind::certificate);
  CHECK(got.error().message == "SSL certificate problem: self-signed certificate");
  CHECK(got.error().reached == phase::tls);
  web.tls.insecure = true;
  const auto anyway = web.ask_of(server, "a.test");
  REQUIRE(anyway);
  CHECK_FALSE(anyway->verified);
}

TEST_CASE("authorities that are given are believed in place of those of the system, not beside them") {
  const key_and_certificate own("DNS:a.test"), other("DNS:a.test");
  const tls_server server(own);
  secure_web web;
  web.tls.authorities = other.certificate_pem();
  const auto got = web.ask_of(server, "a.test");
  REQUIRE_FALSE(got);
  CHECK(got.error().kind == failure_kind::certificate);
  web.tls.authorities = "no PEM at all";
  const auto garbage = web.ask_of(server, "a.test");
  REQUIRE_FALSE(garbage);
  CHECK(garbage.error().kind == failure_kind::local);
}

TEST_CASE("a certificate of another name or of yesterday is not good") {
  const key_and_certificate own("DNS:a.test");
  const tls_server server(own);
  secure_web web;
  web.tls.authorities = own.certificate_pem();
  const auto other_name = web.ask_of(server, "b.test");
  REQUIRE_FALSE(other_name);
  CHECK(other_name.error().kind == failure_kind::certificate);
  const key_and_certificate old("DNS:a.test", -3600);
  const tls_server stale(old);
  web.tls.authorities = old.certificate_pem();
  const auto expired = web.ask_of(stale, "a.test");
  REQUIRE_FALSE(expired);
  CHECK(expired.error().kind == failure_kind::certificate);
  CHECK(expired.error().message == "SSL certificate problem: certificate has expired");
}

TEST_CASE("the name that is checked may be another one than that which is asked for") {
  const key_and_certificate own("DNS:a.test,IP:127.0.0.1");
  const tls_server server(own);
  secure_web web;
  web.tls.authorities = own.certificate_pem();
  web.tls.server_name = "a.test";
  REQUIRE(web.ask_of(server, "[2001:db8::1]:8443"));
  CHECK(server.name_asked_for == "a.test");
  CHECK(server.seen.find("Host: [2001:db8::1]:8443\r\n") != std::string::npos);
  web.tls.server_name = "";
  REQUIRE(web.ask_of(server, "127.0.0.1"));
  CHECK(server.name_asked_for == "");
  CHECK_FALSE(web.ask_of(server, "[2001:db8::1]"));
}

TEST_CASE("a certificate of ours is shown where one is given") {
  const key_and_certificate own("DNS:a.test"), ours("DNS:client.test");
  const tls_server server(own, &ours);
  secure_web web;
  web.tls.authorities = own.certificate_pem();
  const auto unknown = web.ask_of(server, "a.test");
  REQUIRE_FALSE(unknown);
  web.tls.certificate = ours.certificate_pem();
  web.tls.key.value = ours.key_pem();
  const auto got = web.ask_of(server, "a.test");
  REQUIRE_MESSAGE(got, got.error().message);
  CHECK(got->body == "hello");
  web.tls.key.value = own.key_pem();
  const auto wrong_key = web.ask_of(server, "a.test");
  REQUIRE_FALSE(wrong_key);
  CHECK(wrong_key.error().kind == failure_kind::local);
}

TEST_CASE("a server that speaks no TLS, or goes in the handshake, fails there") {
  web server;
  auto asked = server.to_server();
  asked.secure = true;
  for (const std::string answer : {"HTTP/1.1 400 Bad Request\r\n\r\n", ""}) {
    CAPTURE(answer);
    const auto got = server.ask(asked, plan{.answer = answer, .request_bytes = 1});
    REQUIRE_FALSE(got);
    CHECK(got.error().kind == failure_kind::tls);
    CHECK(got.error().reached == phase::tls);
    CHECK(got.error().times.connect.count() > 0);
    CHECK(got.error().times.first_byte.count() == 0);
  }
}

TEST_CASE("the authorities of the system are read once, not for each connection") {
  const key_and_certificate own("DNS:a.test");
  const tls_server server(own);
  secure_web web;
  web.ask_of(server, "a.test");
  const long before = bytes_read();
  for (int time = 0; time < 10; ++time) REQUIRE_FALSE(web.ask_of(server, "a.test"));
  // A handshake is 2 KB, read by the server and by us; Debian's authorities are 220 KB.
  CHECK(bytes_read() - before < 100'000);
}

TEST_CASE("when a certificate ends is told") {
  const key_and_certificate own("DNS:a.test", 5 * 86'400);
  const tls_server server(own);
  secure_web web;
  web.tls.authorities = own.certificate_pem();
  const auto got = web.ask_of(server, "a.test");
  REQUIRE(got);
  REQUIRE(got->certificate_ends);
  const auto left = *got->certificate_ends - reachd::uv::wall_now();
  CHECK(left > std::chrono::hours(5 * 24) - std::chrono::minutes(10));
  CHECK(left < std::chrono::hours(5 * 24) + std::chrono::minutes(10));
}
