// SPDX-License-Identifier: Apache-2.0
#include "http/accept_encoding.hpp"

#include <doctest/doctest.h>

using reachd::http::prefers_gzip;

TEST_CASE("gzip is chosen when it is named, by any of its names") {
  CHECK(prefers_gzip("gzip"));
  CHECK(prefers_gzip("deflate, GZIP;q=1.0, *;q=0.5"));
  CHECK(prefers_gzip("x-gzip"));
  CHECK(prefers_gzip("br ,\tgzip ; q=0.001"));
  CHECK(prefers_gzip("*"));
}

TEST_CASE("gzip is not chosen when it is not named or refused") {
  CHECK_FALSE(prefers_gzip(""));
  CHECK_FALSE(prefers_gzip("identity"));
  CHECK_FALSE(prefers_gzip("gzip;q=0"));
  CHECK_FALSE(prefers_gzip("gzip;q=0.000, *"));
  CHECK_FALSE(prefers_gzip("*;q=0"));
  CHECK_FALSE(prefers_gzip("deflate, br"));
  CHECK_FALSE(prefers_gzip("notgzip"));
}

TEST_CASE("the client's preference between gzip and identity is kept") {
  CHECK_FALSE(prefers_gzip("gzip;q=0.5, identity;q=1"));
  CHECK(prefers_gzip("gzip;q=0.5, identity;q=0.5"));
  CHECK(prefers_gzip("identity;q=0, gzip;q=0.1"));
}

TEST_CASE("a member that breaks the grammar counts as not there") {
  CHECK_FALSE(prefers_gzip("gzip;q=2"));
  CHECK_FALSE(prefers_gzip("gzip;q=1.001"));
  CHECK_FALSE(prefers_gzip("gzip;q=0.0001"));
  CHECK_FALSE(prefers_gzip("gzip;q="));
  CHECK_FALSE(prefers_gzip("gzip;level=1"));
  CHECK_FALSE(prefers_gzip(";q=1,,;,"));
  CHECK(prefers_gzip("gzip;q=2, gzip;q=0.3"));
}
