// SPDX-License-Identifier: Apache-2.0
#include "access/bcrypt.hpp"

#include <doctest/doctest.h>

using reachd::access::bcrypt_matches;
using reachd::access::check_bcrypt_form;

namespace {

// Of "secret", at cost 4, by another implementation (Python's crypt module over libc).
const std::string hash = "$2b$04$CtKBs3LS9s3k0zCKG9HQsO4X4R1f1r7bNt8uBZLKLpqTRAVdcUMJK";

}  // namespace

TEST_CASE("a password matches its own hash, under each of the three names of the same algorithm") {
  CHECK(bcrypt_matches("secret", hash));
  for (const char name : {'a', 'b', 'y'}) {
    std::string named = hash;
    named[2] = name;
    CHECK(bcrypt_matches("secret", named));
    CHECK_FALSE(bcrypt_matches("Secret", named));
  }
  CHECK_FALSE(bcrypt_matches("", hash));
  CHECK_FALSE(bcrypt_matches(std::string("secret\0more", 11), hash));
}

TEST_CASE("what is no bcrypt hash is told, and matches nothing") {
  CHECK(check_bcrypt_form(hash).has_value());
  for (const char* bad : {"", "secret", "$2y$", "$2x$10$", "$1$abcdefgh$abcdefghijklmnopqrstuv"}) {
    CAPTURE(bad);
    CHECK_FALSE(check_bcrypt_form(bad).has_value());
    CHECK_FALSE(bcrypt_matches("secret", bad));
  }
  CHECK(check_bcrypt_form(hash.substr(0, 59)).error().message().find("60 characters") != std::string::npos);
  std::string dear = hash;
  dear.replace(4, 2, "31");
  CHECK(check_bcrypt_form(dear).error().message().find("above 16") != std::string::npos);
  dear.replace(4, 2, "03");
  CHECK_FALSE(check_bcrypt_form(dear).has_value());
}
