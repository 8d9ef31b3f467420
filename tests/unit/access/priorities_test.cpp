// SPDX-License-Identifier: Apache-2.0
#include "access/priorities.hpp"

#include <doctest/doctest.h>

using reachd::access::priorities;
using reachd::access::tls_settings;
using reachd::access::tls_version;

TEST_CASE("without a wish TLS 1.2 and 1.3 are spoken, and our order decides") {
  CHECK(priorities({}).value() == "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE");
}

TEST_CASE("versions are a range, and an empty one is an error") {
  tls_settings wanted;
  wanted.least = tls_version::v1_3;
  wanted.own_order = false;
  CHECK(priorities(wanted).value() == "NORMAL:-VERS-ALL:+VERS-TLS1.3");
  wanted.most = tls_version::v1_2;
  CHECK(priorities(wanted).error().message() == "the least version is above the highest");
}

TEST_CASE("suites become key exchange, cipher and MAC") {
  tls_settings wanted;
  wanted.own_order = false;
  wanted.cipher_suites = {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"};
  CHECK(priorities(wanted).value() ==
        "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:-CIPHER-ALL:-MAC-ALL:+ECDHE-ECDSA:+AES-256-GCM:+AEAD");
}

TEST_CASE("a list that would bring a suite that is not in it is refused") {
  tls_settings wanted;
  wanted.cipher_suites = {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                          "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"};
  const auto got = priorities(wanted);
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().message() == "with these cipher suites TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 is offered, too");
}

TEST_CASE("without a suite of TLS 1.3 that version is not spoken, because its clients would find none") {
  tls_settings wanted;
  wanted.own_order = false;
  wanted.cipher_suites = {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"};
  CHECK(priorities(wanted).value().starts_with("NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL"));
  wanted.least = tls_version::v1_3;
  CHECK(priorities(wanted).error().message() == "none of these cipher suites is of TLS 1.3");
}

TEST_CASE("curves come in their order, and unknown names are errors") {
  tls_settings wanted;
  wanted.own_order = false;
  wanted.curves = {"X25519", "CurveP256"};
  CHECK(priorities(wanted).value().ends_with(":-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1"));
  wanted.curves = {"CurveP999"};
  CHECK(priorities(wanted).error().message() == "no curve is called 'CurveP999'");
  wanted.cipher_suites = {"TLS_NULL"};
  CHECK(priorities(wanted).error().message() == "no cipher suite is called 'TLS_NULL'");
}
