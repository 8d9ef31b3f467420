// SPDX-License-Identifier: Apache-2.0
#include "tls/context.hpp"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include "support/tls_certificates.hpp"

using namespace reachd;
using test::world;

namespace {

options::tls private_world() {
  options::tls asked;
  asked.authorities = test::pem(world().root.certificate);
  return asked;
}

options::tls with_client() {
  options::tls asked = private_world();
  asked.certificate = test::pem(world().client.certificate);
  asked.key.value = test::pem(world().client.key);
  return asked;
}

std::string problem_of(const options::tls& asked, const tls::protocol_names& protocols = {}) {
  const auto made = tls::context::make(asked, protocols);
  return made ? "" : made.error().message();
}

}  // namespace

TEST_CASE("a context speaks TLS 1.2 or later and resumes nothing") {
  options::tls asked = private_world();
  asked.server_name = "example.org";
  asked.insecure = true;
  const auto made = tls::context::make(asked);
  REQUIRE(made);
  CHECK(SSL_CTX_get_min_proto_version((*made)->raw()) == TLS1_2_VERSION);
  CHECK(SSL_CTX_get_session_cache_mode((*made)->raw()) == SSL_SESS_CACHE_OFF);
  CHECK((*made)->server_name() == "example.org");
  CHECK((*made)->insecure());
}

TEST_CASE("authorities are read once for many contexts") {
  const auto believed = tls::authorities::read(test::pem(world().root.certificate));
  REQUIRE(believed);
  const auto first = tls::context::make(options::tls(), *believed),
             second = tls::context::make(options::tls(), *believed);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(SSL_CTX_get_cert_store((*first)->raw()) == believed->raw());
  CHECK(SSL_CTX_get_cert_store((*second)->raw()) == believed->raw());
  CHECK_FALSE((*first)->insecure());
}

TEST_CASE("a certificate is shown with its chain and its key") {
  options::tls asked = with_client();
  CHECK(problem_of(asked).empty());
  asked.certificate += test::pem(world().root.certificate);
  const auto made = tls::context::make(asked);
  REQUIRE(made);
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs((*made)->raw(), &chain);
  CHECK(sk_X509_num(chain) == 1);
}

TEST_CASE("what cannot be used is told in a sentence without the key") {
  options::tls asked = private_world();
  asked.authorities = "nothing";
  CHECK(problem_of(asked) == "tls: the authorities: no certificate is in it");
  asked = with_client();
  asked.key.value = test::pem(world().leaf.key);
  CHECK(problem_of(asked) == "tls: the key does not belong to the certificate");
  asked.key.value = test::pem(test::rsa_key());
  CHECK(problem_of(asked) == "tls: the key does not belong to the certificate");
  asked.key.value = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
  CHECK(problem_of(asked) == "tls: the key: no key that can be read is in it");
  asked.key.value.clear();
  CHECK(problem_of(asked) == "tls: there is a certificate but no key for it");
  asked = with_client();
  asked.certificate.clear();
  CHECK(problem_of(asked) == "tls: there is a key but no certificate for it");
  asked.certificate = "nothing";
  CHECK(problem_of(asked) == "tls: the certificate: no certificate is in it");
}

TEST_CASE("a key too weak for the system is refused when the context is made") {
  test::wanted what;
  what.key = test::rsa_key(1024);
  const test::identity weak = test::issue(what, &world().root);
  options::tls asked = private_world();
  asked.certificate = test::pem(weak.certificate);
  asked.key.value = test::pem(weak.key);
  CHECK(problem_of(asked) == "tls: the certificate: ee key too small");
}

TEST_CASE("protocols have names of 1 to 255 bytes") {
  CHECK(problem_of(private_world(), {"h2", "http/1.1"}).empty());
  CHECK_FALSE(problem_of(private_world(), {"h2", ""}).empty());
  CHECK_FALSE(problem_of(private_world(), {std::string(256, 'x')}).empty());
}
