// SPDX-License-Identifier: Apache-2.0
#include "tls/owned.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace reachd;

TEST_CASE("what could not be made is bad_alloc") {
  int made = 0;
  CHECK(tls::given(&made) == &made);
  CHECK_THROWS_AS(tls::given(static_cast<int*>(nullptr)), std::bad_alloc);
}

TEST_CASE("memory holds what was written, and reading reads the text where it stands") {
  const tls::owned_bio out = tls::memory();
  CHECK(tls::content(out.get()).empty());
  BIO_write(out.get(), "four", 4);
  CHECK(tls::content(out.get()) == "four");
  const std::string text = "text";
  CHECK(tls::content(tls::reading(text).get()).data() == text.data());
}
