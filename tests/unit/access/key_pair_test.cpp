// SPDX-License-Identifier: Apache-2.0
#include "access/key_pair.hpp"

#include <doctest/doctest.h>

#include "support/certificates.hpp"

using reachd::access::check_authorities;
using reachd::access::check_key_pair;

TEST_CASE("a certificate goes with its own key only") {
  CHECK(check_key_pair(reachd::test::certificate, reachd::test::certificate_key).has_value());
  CHECK_FALSE(check_key_pair(reachd::test::certificate, reachd::test::other_key).has_value());
}

TEST_CASE("what is no PEM is no certificate and no key") {
  CHECK(check_key_pair("x", reachd::test::certificate_key).error().message() == "no certificate, or no key, is in it");
  CHECK_FALSE(check_key_pair(reachd::test::certificate, "x").has_value());
  CHECK_FALSE(check_key_pair(reachd::test::certificate_key, reachd::test::certificate).has_value());
}

TEST_CASE("authorities are one certificate at least") {
  CHECK(check_authorities(reachd::test::certificate).has_value());
  CHECK_FALSE(check_authorities("").has_value());
  CHECK_FALSE(check_authorities(reachd::test::certificate_key).has_value());
}
