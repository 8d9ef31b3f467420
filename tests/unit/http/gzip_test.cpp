// SPDX-License-Identifier: Apache-2.0
#include "http/gzip.hpp"

#include <doctest/doctest.h>

#include "support/gunzip.hpp"

using reachd::http::gzip_encoder;
using reachd::test::gunzip;

TEST_CASE("pieces become one gzip member that unpacks to all of them") {
  gzip_encoder encoder;
  std::string plain, packed;
  for (int i = 0; i < 5000; ++i) {
    const std::string line = "reachd_up{target=\"host-" + std::to_string(i) + "\"} 1\n";
    plain += line;
    packed += encoder.add(line);
  }
  packed += encoder.finish();
  CHECK(packed.size() * 5 < plain.size());
  CHECK(gunzip(packed) == plain);
}

TEST_CASE("a piece larger than the buffers is packed whole") {
  std::string noise;
  unsigned state = 1;
  for (int i = 0; i < 1'000'000; ++i) noise += static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  gzip_encoder encoder;
  std::string packed = encoder.add(noise);
  packed += encoder.finish();
  CHECK(gunzip(packed) == noise);
}

TEST_CASE("nothing packs to an empty member") {
  gzip_encoder encoder;
  const std::string packed = encoder.finish();
  CHECK_FALSE(packed.empty());
  CHECK(gunzip(packed) == "");
}
