// SPDX-License-Identifier: Apache-2.0
#include "tls/verdict.hpp"

#include <doctest/doctest.h>
#include <openssl/x509_vfy.h>

#include <set>

using namespace reachd;
using tls::verdict;

TEST_CASE("each verdict has a word of its own") {
  std::set<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(verdict::other); ++i) words.insert(tls::name_of(static_cast<verdict>(i)));
  CHECK(words.size() == static_cast<std::size_t>(verdict::other) + 1);
  CHECK(tls::name_of(verdict::ok) == "ok");
  CHECK(tls::name_of(verdict::revoked) == "revoked");
  CHECK(tls::name_of(verdict::bad_signature) == "bad_signature");
  CHECK(tls::name_of(verdict::expired) == "expired");
  CHECK(tls::name_of(verdict::not_yet_valid) == "not_yet_valid");
  CHECK(tls::name_of(verdict::self_signed) == "self_signed");
  CHECK(tls::name_of(verdict::unknown_issuer) == "unknown_issuer");
  CHECK(tls::name_of(verdict::wrong_name) == "wrong_name");
  CHECK(tls::name_of(verdict::bad_purpose) == "bad_purpose");
  CHECK(tls::name_of(verdict::weak) == "weak");
  CHECK(tls::name_of(verdict::other) == "other");
}

TEST_CASE("OpenSSL's numbers are told apart, and only its OK is ok") {
  CHECK(tls::verdict_of(X509_V_OK) == verdict::ok);
  CHECK(tls::verdict_of(X509_V_ERR_CERT_REVOKED) == verdict::revoked);
  CHECK(tls::verdict_of(X509_V_ERR_IP_ADDRESS_MISMATCH) == verdict::wrong_name);
  CHECK(tls::verdict_of(X509_V_ERR_CERT_CHAIN_TOO_LONG) == verdict::other);
  for (int each = 1; each < 200; ++each) CHECK(tls::verdict_of(each) != verdict::ok);
}

TEST_CASE("nothing is ok before the verification has come to its end") {
  tls::findings none;
  CHECK_FALSE(none.judge().ok());
  none.finish();
  CHECK(none.judge().ok());
  CHECK(none.judge().sentence.empty());
}

TEST_CASE("of several the first by precedence is named, and all are told") {
  tls::findings some;
  some.add(X509_V_ERR_HOSTNAME_MISMATCH, 0);
  some.add(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 1);
  some.add(X509_V_ERR_CERT_HAS_EXPIRED, 0);
  some.add(X509_V_ERR_CERT_HAS_EXPIRED, 1);
  some.finish();
  CHECK(some.judge().kind == verdict::expired);
  CHECK(some.judge().sentence ==
        "certificate has expired; unable to get local issuer certificate (the issuer's, 1 above); hostname mismatch");
}

TEST_CASE("a chain that is wrong in many places is told in few words, and the worst is among them") {
  tls::findings many;
  for (int each = 90; each > 60; --each) many.add(each, 1);
  many.add(X509_V_ERR_CERT_REVOKED, 1);
  many.finish();
  CHECK(many.judge().kind == verdict::revoked);
  CHECK(many.judge().sentence.size() < 1000);
}
