// SPDX-License-Identifier: Apache-2.0
// What is said of certificates that were shown in a whole handshake.
#include "tls/engine.hpp"

#include <doctest/doctest.h>

#include "unit/tls/client_and_server.hpp"

using namespace reachd;
using test::believer;
using test::context_with;
using test::identity;
using test::issue;
using test::server_settings;
using test::shake;
using test::step;
using test::wanted;
using test::world;
using tls::verdict;

namespace {

tls::judgement judged(const server_settings& how, std::string_view host = "example.org", bool insecure = false) {
  test::tls_server server(how);
  tls::engine client(believer({}, insecure), host);
  REQUIRE(shake(client, server) == step::done);
  REQUIRE(client.result().shown);
  CHECK(client.may_write() == (client.result().judged.ok() || insecure));
  return client.result().judged;
}

verdict verdict_on(const wanted& what, std::string_view host = "example.org") {
  server_settings how;
  how.own = issue(what, &world().middle);
  how.security_level = 0;
  const tls::judgement first = judged(how, host);
  const tls::judgement insecure = judged(how, host, true);
  CHECK(insecure.kind == first.kind);
  CHECK(insecure.sentence == first.sentence);
  CHECK(first.sentence.empty() == first.ok());
  return first.kind;
}

}  // namespace

TEST_CASE("dates") {
  wanted what;
  what.ends_seconds = -60;
  CHECK(verdict_on(what) == verdict::expired);
  what.begins_seconds = 3600;
  what.ends_seconds = 7200;
  CHECK(verdict_on(what) == verdict::not_yet_valid);
}

TEST_CASE("names, of hosts and of addresses") {
  wanted what;
  CHECK(verdict_on(what, "example.org.") == verdict::ok);
  CHECK(verdict_on(what, "EXAMPLE.ORG") == verdict::ok);
  CHECK(verdict_on(what, "www.example.org") == verdict::wrong_name);
  CHECK(verdict_on(what, "192.0.2.1") == verdict::wrong_name);
  what.alternative = "DNS:*.example.org,IP:192.0.2.1,IP:2001:db8::1,IP:fe80::1";
  CHECK(verdict_on(what, "www.example.org") == verdict::ok);
  CHECK(verdict_on(what, "a.b.example.org") == verdict::wrong_name);
  CHECK(verdict_on(what, "example.org") == verdict::wrong_name);
  CHECK(verdict_on(what, "192.0.2.1") == verdict::ok);
  CHECK(verdict_on(what, "192.0.2.2") == verdict::wrong_name);
  CHECK(verdict_on(what, "2001:DB8:0::1") == verdict::ok);
  CHECK(verdict_on(what, "fe80::1%lo") == verdict::ok);
  what.alternative = "DNS:192.0.2.1";
  CHECK(verdict_on(what, "192.0.2.1") == verdict::wrong_name);
  what.alternative = "";  // the CN alone does not count
  CHECK(verdict_on(what) == verdict::wrong_name);
}

TEST_CASE("who signed it") {
  server_settings how;
  how.chain = {};
  CHECK(judged(how).kind == verdict::unknown_issuer);  // the intermediate is missing
  how.own = issue(wanted());
  CHECK(judged(how).kind == verdict::self_signed);
  const identity strange_root = issue(test::authority("strange"));
  how.own = issue(wanted(), &strange_root);
  CHECK(judged(how).kind == verdict::unknown_issuer);
  how.chain = {strange_root.certificate};
  CHECK(judged(how).kind == verdict::unknown_issuer);
  how = {};
  how.own = test::forged(world().leaf);
  CHECK(judged(how).kind == verdict::bad_signature);
  wanted not_one;
  not_one.name = "no authority";
  const identity no_authority = issue(not_one, &world().middle);
  how.own = issue(wanted(), &no_authority);
  how.chain = {no_authority.certificate, world().middle.certificate};
  CHECK(judged(how).kind == verdict::bad_purpose);
}

TEST_CASE("a certificate or an intermediate among the authorities is believed as it is") {
  const identity own = issue(wanted());
  server_settings how;
  how.own = own;
  how.chain = {};
  test::tls_server server(how);
  tls::engine client(context_with(test::pem(own.certificate)), "example.org");
  REQUIRE(shake(client, server) == step::done);
  CHECK(client.result().judged.ok());
  how.own = world().leaf;
  test::tls_server second(how);
  tls::engine other(context_with(test::pem(world().middle.certificate)), "example.org");
  REQUIRE(shake(other, second) == step::done);
  CHECK(other.result().judged.ok());
}

TEST_CASE("a certificate for something else, and one that is weak") {
  wanted what;
  what.extended_usage = "clientAuth";
  CHECK(verdict_on(what) == verdict::bad_purpose);
  what.extended_usage = "serverAuth";
  CHECK(verdict_on(what) == verdict::ok);
  what.key = test::rsa_key(1024);
  CHECK(verdict_on(what) == verdict::weak);
}

TEST_CASE("of several things that are wrong the first by precedence is named, and all are told") {
  wanted what;
  what.ends_seconds = -60;
  CHECK(verdict_on(what, "other.example") == verdict::expired);
  server_settings how;
  how.own = issue(what, &world().middle);
  how.chain = {};
  const tls::judgement all = judged(how, "other.example");
  CHECK(all.kind == verdict::expired);
  CHECK(all.sentence.find("certificate has expired") == 0);
  CHECK(all.sentence.find("unable to get local issuer certificate") != std::string::npos);
  CHECK(all.sentence.find("ostname mismatch") != std::string::npos);
}

TEST_CASE("an intermediate that has expired is told as the issuer's") {
  wanted old = test::authority("old");
  old.ends_seconds = -60;
  const identity middle = issue(old, &world().root);
  server_settings how;
  how.own = issue(wanted(), &middle);
  how.chain = {middle.certificate};
  const tls::judgement told = judged(how);
  CHECK(told.kind == verdict::expired);
  CHECK(told.sentence == "certificate has expired (the issuer's, 1 above)");
}

TEST_CASE("without a certificate nothing is ok") {
  // Nothing of ours lets a server do without; as it stands, no handshake comes to its end.
  test::tls_server server({.version = TLS1_2_VERSION, .security_level = 0});
  SSL_set_cipher_list(server.raw(), "aNULL:@SECLEVEL=0");
  tls::engine client(believer(), "example.org");
  CHECK(shake(client, server) == step::failed);
  CHECK_FALSE(client.may_write());
}
