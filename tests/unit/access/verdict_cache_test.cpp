// SPDX-License-Identifier: Apache-2.0
#include "access/verdict_cache.hpp"

#include <doctest/doctest.h>

#include <string>

using reachd::access::verdict_cache;

TEST_CASE("a verdict is of one user, one password and one hash") {
  verdict_cache cache;
  cache.keep(cache.key_of("ann", "secret", "h1"), true);
  CHECK(cache.find(cache.key_of("ann", "secret", "h1")) == true);
  CHECK_FALSE(cache.find(cache.key_of("ann", "secret", "h2")).has_value());
  CHECK_FALSE(cache.find(cache.key_of("ann", "secre", "th1")).has_value());
  CHECK_FALSE(cache.find(cache.key_of("anns", "ecret", "h1")).has_value());
  cache.keep(cache.key_of("ann", "secret", "h1"), false);
  CHECK(cache.find(cache.key_of("ann", "secret", "h1")) == false);
  cache.clear();
  CHECK_FALSE(cache.find(cache.key_of("ann", "secret", "h1")).has_value());
}

TEST_CASE("guesses neither fill the memory nor push out what is right") {
  verdict_cache cache;
  cache.keep(cache.key_of("bob", "secret", "h"), true);
  for (int guess = 0; guess < 1000; ++guess) cache.keep(cache.key_of("ann", std::to_string(guess), "h"), false);
  CHECK(cache.size() <= 101);
  CHECK(cache.find(cache.key_of("bob", "secret", "h")) == true);
}

TEST_CASE("two processes have different keys") {
  const verdict_cache one, other;
  CHECK(one.key_of("ann", "secret", "h") != other.key_of("ann", "secret", "h"));
}
