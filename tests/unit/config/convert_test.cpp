// SPDX-License-Identifier: Apache-2.0
#include "config/convert.hpp"

#include <doctest/doctest.h>

using reachd::config::convert;
using reachd::config::target_section;
namespace config = reachd::config;

TEST_CASE("integers are decimal, unquoted and in range") {
  const auto& port = target_section.at(config::key_port);
  CHECK(convert(port, "1", false).value() == 1);
  CHECK(convert(port, "65535", false).value() == 65535);
  for (const char* text :
       {"0", "65536", "-1", "+1", "010", "0x10", "1e3", "1.0", "1_000", "", " 1", "99999999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(convert(port, text, false).has_value());
  }
  CHECK(convert(port, "80", true).error().hint == "write 80");
  CHECK(convert(port, "65536", false).error().message == "must be a whole number from 1 to 65535, not 65536");
}

TEST_CASE("booleans are true and false alone, and others get one offered") {
  const auto& paused = target_section.at(config::key_paused);
  CHECK(convert(paused, "true", false).value() == 1);
  CHECK(convert(paused, "false", false).value() == 0);
  CHECK(convert(paused, "yes", false).error().hint == "did you mean true?");
  CHECK(convert(paused, "Off", false).error().hint == "did you mean false?");
  CHECK_FALSE(convert(paused, "true", true).has_value());
  CHECK(convert(paused, "maybe", false).error().hint.empty());
}

TEST_CASE("durations keep their range, limits included") {
  const auto& interval = target_section.at(config::key_interval);
  CHECK(convert(interval, "10ms", false).value() == 10'000'000);
  CHECK(convert(interval, "1d", false).has_value());
  CHECK(convert(interval, "9ms", false).error().message == "must be a duration from 10ms to 1d, not 9ms");
  CHECK_FALSE(convert(interval, "1d1ms", false).has_value());
  const auto& timeout = target_section.at(config::key_timeout);
  CHECK(convert(timeout, "1m", false).has_value());
  CHECK_FALSE(convert(timeout, "61s", false).has_value());
}

TEST_CASE("the word off is text, and what YAML 1.1 takes for the same gets it offered") {
  const auto& uplink = config::main_section.at(config::key_uplink);
  CHECK(convert(uplink, "off", false).has_value());
  CHECK(convert(uplink, "off", true).has_value());
  for (const char* text : {"false", "no", "Off", "OFF", "n", "0"}) {
    CAPTURE(text);
    CHECK(convert(uplink, text, false).error().hint == "write off");
  }
  CHECK(convert(uplink, "on", false).error().hint == "leave it out for the default");
  CHECK(convert(uplink, "", true).error().message == "must be off or a map of keys to values, not ''");
}

TEST_CASE("a choice is the index of its word") {
  const auto& probe = target_section.at(config::key_probe);
  CHECK(convert(probe, "tcp", false).value() == 1);
  CHECK(convert(probe, "tpc", false).error().hint == "did you mean 'tcp'?");
  CHECK_FALSE(convert(probe, "TCP", false).has_value());
}
