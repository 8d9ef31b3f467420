// SPDX-License-Identifier: Apache-2.0
#include "config/duration.hpp"

#include <doctest/doctest.h>

using reachd::config::format_duration;
using reachd::config::parse_duration;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""ns;

TEST_CASE("units, sums and decimals are exact") {
  CHECK(parse_duration("10ms").value() == 10ms);
  CHECK(parse_duration("1m30s").value() == 90s);
  CHECK(parse_duration("0.5s").value() == 500ms);
  CHECK(parse_duration("1.5h").value() == 90min);
  CHECK(parse_duration("1d2h3m4s5ms").value() == 24h + 2h + 3min + 4s + 5ms);
  CHECK(parse_duration("0.000001ms").value() == 1ns);
  CHECK(parse_duration("0s").value() == 0s);
}

TEST_CASE("a bare number is refused and gets its seconds offered") {
  const auto bare = parse_duration("5");
  REQUIRE_FALSE(bare.has_value());
  CHECK(bare.error().message == "must have a unit");
  CHECK(bare.error().hint == "did you mean '5s'?");
}

TEST_CASE("what is no duration is refused") {
  for (const char* text : {"", "s", "-1s", "+1s", "1 s", "1s ", "1S", "1sec", "1us", "1.s", ".5s", "1s1m", "1s1s",
                           "1m30", "1e3s", "1..5s", "1,5s", "0x1s", "1s\x1B"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text).has_value());
  }
}

TEST_CASE("no number of digits overflows") {
  for (const std::string& text : {std::string(400, '9') + "d", std::string("9223372036854775807d"),
                                  std::string("106752d"), std::string("26000d26000h") + std::string(300, '9') + "m"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text).has_value());
  }
  CHECK(parse_duration("0." + std::string(500, '9') + "s").value() < 1s);
  CHECK(parse_duration(std::string(500, '0') + "1s").value() == 1s);
}

TEST_CASE("what is formatted reads back") {
  for (const auto value :
       {0ns, 1ns, 1'500'000ns, 2'000'000'010ns, 10'000'000ns, 1'000'000'000ns, 90'061'001'000'000ns}) {
    CHECK(parse_duration(format_duration(value)).value() == value);
  }
  CHECK(format_duration(90s) == "1m30s");
  CHECK(format_duration(24h) == "1d");
  CHECK(format_duration(1500000ns) == "1.5ms");
  CHECK(format_duration(1s + 500000ns) == "1s0.5ms");
}
