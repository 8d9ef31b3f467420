// SPDX-License-Identifier: Apache-2.0
#include "tls/session.hpp"

#include <doctest/doctest.h>

#include "unit/tls/seen.hpp"

using namespace reachd;
using async::live_frames;
using async::scope;
using async::task;
using test::make_stream_pair;
using test::read_only;
using test::seen;
using test::server_settings;
using test::world;
using test::write_only;
using tls::failed_by;

namespace {

std::shared_ptr<const tls::context> believer(bool with_certificate = false, bool insecure = false) {
  options::tls asked;
  asked.authorities = test::pem(world().root.certificate);
  asked.insecure = insecure;
  if (with_certificate) {
    asked.certificate = test::pem(world().client.certificate);
    asked.key.value = test::pem(world().client.key);
  }
  const auto made = tls::context::make(asked);
  REQUIRE(made);
  return *made;
}

task<void> converse(tls::session& over, seen& out, const std::string& said) {
  auto shaken = co_await over.handshake();
  if (!shaken) {
    out.shake_failure = shaken.error();
    co_return;
  }
  out.shaken = std::move(*shaken);
  const auto written = co_await over.write(said);
  if (!written) out.write_failure = written.error();
  std::array<char, 1000> buffer;
  while (true) {
    const auto size = co_await over.read(buffer);
    if (!size) out.read_failure = size.error();
    if (!size || *size == 0) break;
    out.text.append(buffer.data(), *size);
    if (out.text.ends_with('\n')) co_return;
  }
  out.truncated = over.truncated();
  co_await over.finish();
}

task<seen> talk(uv::loop& on, test::tls_server& server, std::shared_ptr<const tls::context> how, std::string host,
                std::string said, std::string greeting) {
  auto pair = co_await make_stream_pair(on);
  scope serving(on.ready());
  serving.spawn(test::serve(pair.server, server, greeting));
  seen out;
  {
    tls::session over(pair.client, std::move(how), host);
    co_await converse(over, out, said);
  }
  pair.client.close();
  co_await serving.join();
  co_return out;
}

task<seen> say_plain(uv::loop& on, std::string said) {
  auto pair = co_await make_stream_pair(on);
  co_await pair.server.write(said);
  seen out;
  tls::session over(pair.client, believer(), "example.org");
  co_await converse(over, out, said);
  co_return out;
}

task<seen> without_handshake(uv::loop& on) {
  auto pair = co_await make_stream_pair(on);
  tls::session over(pair.client, believer(), "example.org");
  seen out;
  co_await read_only(over, out);
  const std::string text = "too early";
  co_await write_only(over, out, text);
  co_return out;
}

}  // namespace

TEST_CASE("a conversation over a connection, in both versions") {
  uv::loop on;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    test::tls_server server({.version = version});
    const std::string said(100'000, 'x');
    const std::string greeting = std::string(200'000, 'y') + "\n";
    const seen out = on.run(talk(on, server, believer(), "example.org", said, greeting));
    REQUIRE(out.shaken);
    CHECK(out.shaken->judged.ok());
    CHECK_FALSE(out.write_failure);
    CHECK_FALSE(out.read_failure);
    CHECK((out.text == greeting));
    CHECK((server.received == said));
  }
  CHECK(live_frames() == 0);
}

TEST_CASE("nothing is written to a server that cannot be verified, unless the options say so") {
  uv::loop on;
  test::tls_server server;
  const seen out = on.run(talk(on, server, believer(), "other.example", "password", "hello\n"));
  REQUIRE(out.shaken);
  CHECK(out.shaken->judged.kind == tls::verdict::wrong_name);
  REQUIRE(out.write_failure);
  CHECK(out.write_failure->kind() == failed_by::local);
  CHECK(out.text == "hello\n");
  CHECK(server.received.empty());
  test::tls_server second;
  const seen insecure = on.run(talk(on, second, believer(false, true), "other.example", "word", "hello\n"));
  CHECK(insecure.shaken->judged.kind == tls::verdict::wrong_name);
  CHECK(second.received == "word");
  CHECK(live_frames() == 0);
}

TEST_CASE("a server that wants a certificate is shown ours, and one that gets none says so") {
  uv::loop on;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    server_settings how;
    how.version = version;
    how.wants_certificate = true;
    test::tls_server server(how);
    const seen with = on.run(talk(on, server, believer(true), "example.org", "hello", "welcome\n"));
    REQUIRE(with.shaken);
    CHECK(with.text == "welcome\n");
    test::tls_server second(how);
    const seen without = on.run(talk(on, second, believer(), "example.org", "", "welcome\n"));
    CHECK(without.text.empty());
    if (version == TLS1_3_VERSION) {
      REQUIRE(without.read_failure);
      CHECK(without.read_failure->kind() == failed_by::alert);
      CHECK(without.read_failure->message() == "TLS read: the peer's alert: certificate required");
    } else {
      REQUIRE(without.shake_failure);
      CHECK(without.shake_failure->kind() == failed_by::alert);
      CHECK(without.shake_failure->message() == "TLS handshake: the peer's alert: handshake failure");
    }
  }
  CHECK(live_frames() == 0);
}

TEST_CASE("what is not TLS is told") {
  uv::loop on;
  for (const char* said : {"HTTP/1.1 400 Bad Request\r\n\r\n", "220 mx.example.org ESMTP\r\n", "x"}) {
    const seen out = on.run(say_plain(on, said));
    REQUIRE(out.shake_failure);
    CHECK(out.shake_failure->kind() == failed_by::not_tls);
  }
  CHECK(live_frames() == 0);
}

TEST_CASE("without a handshake nothing is read or written") {
  uv::loop on;
  const seen out = on.run(without_handshake(on));
  REQUIRE(out.read_failure);
  REQUIRE(out.write_failure);
  CHECK(out.read_failure->kind() == failed_by::local);
  CHECK(out.write_failure->kind() == failed_by::local);
}
