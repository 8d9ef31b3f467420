// SPDX-License-Identifier: Apache-2.0
#include "tls/pem.hpp"

#include <doctest/doctest.h>

#include "support/tls_certificates.hpp"

using namespace reachd;
using test::world;

TEST_CASE("certificates are read in their order, whatever else stands between them") {
  const std::string text = "a comment\n" + test::pem(world().leaf.certificate) + test::pem(world().leaf.key) +
                           test::pem(world().middle.certificate) + "and an end";
  const auto all = tls::read_certificates(text);
  REQUIRE(all);
  REQUIRE(all->size() == 2);
  CHECK(X509_cmp((*all)[0].get(), world().leaf.certificate.get()) == 0);
  CHECK(X509_cmp((*all)[1].get(), world().middle.certificate.get()) == 0);
}

TEST_CASE("what holds no certificate, or half of one, says so") {
  CHECK(tls::read_certificates("").error().message() == "no certificate is in it");
  CHECK(tls::read_certificates("nothing").error().message() == "no certificate is in it");
  CHECK(tls::read_certificates(test::pem(world().leaf.key)).error().message() == "no certificate is in it");
  std::string text = test::pem(world().leaf.certificate);
  const auto cut = tls::read_certificates(text + text.substr(0, text.size() / 2));
  REQUIRE_FALSE(cut);
  CHECK(cut.error().message().starts_with("certificate 2 in it cannot be read"));
  text[text.size() / 2] = '!';
  CHECK_FALSE(tls::read_certificates(text));
}

TEST_CASE("keys are read, and nobody is asked for a password") {
  CHECK(tls::read_key(test::pem(world().leaf.key)));
  CHECK(tls::read_key(test::pem(test::rsa_key())));
  const std::string locked = test::text_of([](BIO* out) {
    PEM_write_bio_PrivateKey(out, world().leaf.key.get(), EVP_aes_128_cbc(), nullptr, 0, nullptr,
                             const_cast<char*>("secret"));
  });
  const auto key = tls::read_key(locked);
  REQUIRE_FALSE(key);
  CHECK(key.error().message().find("password") != std::string::npos);
  CHECK_FALSE(tls::read_key(""));
  CHECK_FALSE(tls::read_key(test::pem(world().leaf.certificate)));
}
