// SPDX-License-Identifier: Apache-2.0
#include "tls/engine.hpp"

#include <doctest/doctest.h>

#include "unit/tls/client_and_server.hpp"

using namespace reachd;
using test::believer;
using test::give;
using test::issue;
using test::server_settings;
using test::shake;
using test::step;
using test::wanted;
using test::world;
using tls::failed_by;

namespace {

std::string read_all(tls::engine& from) {
  std::string all;
  std::array<char, 100> buffer;
  std::size_t size = 0;
  while (from.decrypt(buffer, size) == step::done) all.append(buffer.data(), size);
  return all;
}

}  // namespace

TEST_CASE("a handshake tells versions, cipher, protocol and certificate, in TLS 1.2 and 1.3, of P-256 and RSA") {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const bool rsa : {false, true}) {
      server_settings how;
      how.version = version;
      how.protocol = "h2";
      wanted what;
      if (rsa) what.key = test::rsa_key();
      how.own = issue(what, &world().middle);
      test::tls_server server(how);
      tls::engine client(believer({"h2", "http/1.1"}), "example.org");
      REQUIRE(shake(client, server) == step::done);
      const tls::handshake_result result = client.result();
      CHECK(result.judged.ok());
      CHECK(result.version == (version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3"));
      CHECK(result.cipher.starts_with(version == TLS1_2_VERSION ? (rsa ? "ECDHE-RSA" : "ECDHE-ECDSA") : "TLS_AES"));
      CHECK(result.protocol == "h2");
      REQUIRE(result.shown);
      CHECK(result.shown->subject == "CN=example.org");
      CHECK(result.shown->chain_length == 2);
      CHECK(server.asked_name() == "example.org");
    }
  }
}

TEST_CASE("no name is sent for an address, and the options' name goes before the host's") {
  test::tls_server server;
  tls::engine client(believer(), "192.0.2.1");
  CHECK(shake(client, server) == step::done);
  CHECK(server.asked_name().empty());
  options::tls asked;
  asked.authorities = test::pem(world().root.certificate);
  asked.server_name = "example.org";
  test::tls_server second;
  tls::engine named(*tls::context::make(asked), "192.0.2.1");
  CHECK(shake(named, second) == step::done);
  CHECK(second.asked_name() == "example.org");
  CHECK(named.result().judged.ok());
}

TEST_CASE("what is no name fails before anything is sent") {
  for (const std::string_view name : {std::string_view(""), std::string_view("."), std::string_view(".example.org"),
                                      std::string_view("example.org\0.x", 14)}) {
    tls::engine client(believer(), name);
    CHECK(client.shake() == step::failed);
    CHECK(client.problem().kind() == failed_by::local);
    CHECK(client.take_output().empty());
  }
  tls::engine client(believer(), std::string(300, 'x'));
  CHECK(client.shake() == step::failed);
}

TEST_CASE("old versions are refused") {
  test::tls_server server({.version = TLS1_1_VERSION, .security_level = 0});
  tls::engine client(believer(), "example.org");
  CHECK(shake(client, server) == step::failed);
  CHECK(client.problem().kind() == failed_by::alert);
  CHECK(client.problem().message() == "TLS handshake: the peer's alert: protocol version");
}

TEST_CASE("a server that wants finite-field Diffie-Hellman gets none, for it would choose how long we stand still") {
  server_settings how;
  how.version = TLS1_2_VERSION;
  wanted rsa;
  rsa.key = test::rsa_key();
  how.own = issue(rsa, &world().middle);
  test::tls_server old(how);
  REQUIRE(SSL_set_cipher_list(old.raw(), "kDHE") == 1);
  SSL_set_dh_auto(old.raw(), 1);
  tls::engine client(believer(), "example.org");
  CHECK(shake(client, old) == step::failed);
  CHECK(client.problem().kind() == failed_by::alert);
  test::tls_server modern;
  REQUIRE(SSL_set1_groups_list(modern.raw(), "ffdhe8192") == 1);
  tls::engine other(believer(), "example.org");
  CHECK(shake(other, modern) == step::failed);
  CHECK(other.problem().kind() == failed_by::alert);
}

TEST_CASE("text goes both ways, and the peer's word ends it") {
  test::tls_server server;
  tls::engine client(believer(), "example.org");
  REQUIRE(shake(client, server) == step::done);
  REQUIRE(client.encrypt("hello") == step::done);
  give(client, server.step(client.take_output()));
  CHECK(server.received == "hello");
  give(client, server.say("good day"));
  CHECK(read_all(client) == "good day");
  std::array<char, 10> buffer;
  std::size_t size = 0;
  CHECK(client.decrypt(buffer, size) == step::wants_more);
  give(client, server.say_end());
  CHECK(client.decrypt(buffer, size) == step::ended);
  CHECK_FALSE(client.truncated());
  client.say_end();
  CHECK_FALSE(client.take_output().empty());
}

TEST_CASE("an end without the peer's word is an end that is truncated") {
  test::tls_server server;
  tls::engine client(believer(), "example.org");
  CHECK(client.end_of_stream()->kind() == failed_by::closed);
  CHECK_FALSE(client.truncated());
  REQUIRE(shake(client, server) == step::done);
  CHECK_FALSE(client.end_of_stream());
  CHECK(client.truncated());
  std::array<char, 10> buffer;
  std::size_t size = 0;
  CHECK(client.decrypt(buffer, size) == step::ended);
}

TEST_CASE("garbage in place of TLS is told at its first byte") {
  for (const std::string_view said :
       {std::string_view("HTTP/1.1 400 Bad Request\r\n\r\n"), std::string_view("2"), std::string_view("\x17\x03\x03"),
        std::string_view("\x16\x02"), std::string_view("\0", 1), std::string_view("SSH-2.0-x\r\n")}) {
    tls::engine client(believer(), "example.org");
    REQUIRE(client.shake() == step::wants_more);
    CHECK_FALSE(give(client, said));
    CHECK(client.problem().kind() == failed_by::not_tls);
    CHECK(client.shake() == step::failed);
  }
}

TEST_CASE("an engine that is fed any one wrong byte fails or waits, and never believes") {
  test::tls_server server;
  tls::engine first(believer(), "example.org");
  REQUIRE(first.shake() == step::wants_more);
  const std::string flight = server.step(first.take_output());
  for (std::size_t at = 0; at < flight.size(); ++at) {
    test::tls_server other;
    tls::engine client(believer(), "example.org");
    REQUIRE(client.shake() == step::wants_more);
    std::string wrong = other.step(client.take_output());
    if (at >= wrong.size()) continue;
    wrong[at] = static_cast<char>(wrong[at] ^ 0x55);
    step how = step::failed;
    if (give(client, wrong)) how = client.shake();
    // A wrong byte of the legacy version or of the CCS record is not looked at.
    if (how == step::done) CHECK(client.result().judged.ok());
    CHECK_FALSE((how == step::ended));
  }
}

TEST_CASE("a handshake without end is given up, and so are records that say nothing") {
  tls::engine client(believer(), "example.org");
  REQUIRE(client.shake() == step::wants_more);
  // Records of a handshake message that claims to be long, and comes in pieces of one byte.
  std::string piece("\x16\x03\x03\x00\x04\x0b\x00\xff\xff", 9);
  std::size_t fed = 0;
  step how = step::wants_more;
  while (how == step::wants_more && fed < (1u << 22) && give(client, piece)) {
    fed += piece.size();
    how = client.shake();
    piece = std::string("\x16\x03\x03\x00\x01\x00", 6);
  }
  CHECK(client.shake() == step::failed);
  CHECK(fed < 300'000);

  test::tls_server server;
  tls::engine other(believer(), "example.org");
  REQUIRE(shake(other, server) == step::done);
  std::array<char, 10> buffer;
  std::size_t size = 0, answered = 0;
  fed = 0;
  how = step::wants_more;
  while (how == step::wants_more && fed < (1u << 22)) {
    SSL_key_update(server.raw(), SSL_KEY_UPDATE_REQUESTED);
    SSL_do_handshake(server.raw());
    const std::string update = server.take_output();
    if (!give(other, update)) break;
    fed += update.size();
    how = other.decrypt(buffer, size);
    answered += other.take_output().size();
  }
  CHECK(other.decrypt(buffer, size) == step::failed);
  CHECK(fed < 300'000);
  CHECK(answered <= fed * 2);
}
