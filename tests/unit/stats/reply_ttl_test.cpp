// SPDX-License-Identifier: Apache-2.0
#include "stats/reply_ttl.hpp"

#include <doctest/doctest.h>

using reachd::stats::reply_ttl;

TEST_CASE("the latest TTL is kept and its changes are counted, without the first and the unknown ones") {
  reply_ttl seen;
  CHECK_FALSE(seen.latest().has_value());
  seen.record(0);
  CHECK_FALSE(seen.latest().has_value());
  for (const int ttl : {64, 64, 0, 64}) seen.record(static_cast<std::uint8_t>(ttl));
  CHECK(seen.latest() == 64);
  CHECK(seen.changes() == 0);
  for (const int ttl : {63, 0, 63, 64, 255}) seen.record(static_cast<std::uint8_t>(ttl));
  CHECK(seen.latest() == 255);
  CHECK(seen.changes() == 3);
}
