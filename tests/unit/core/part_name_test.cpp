// SPDX-License-Identifier: Apache-2.0
#include "core/part_name.hpp"

#include <doctest/doctest.h>

using reachd::core::name_of_part;
using reachd::core::part_of_name;

TEST_CASE("the name of a part can be read again") {
  CHECK(name_of_part("tcp://db:5", "2001:db8::1") == "tcp://db:5/2001:db8::1");
  for (const char* address : {"192.0.2.1", "0::1", "fe80::1%nodev9"}) {
    const std::string name = name_of_part("https://a/b", address);
    const auto part = part_of_name(name);
    REQUIRE(part);
    CHECK(part->whole == "https://a/b");
    CHECK(part->address == address);
  }
  for (const char* name : {"a", "a/", "/192.0.2.1", "a/b", "192.0.2.1", "a/192.0.2.1/"}) {
    CAPTURE(name);
    CHECK_FALSE(part_of_name(name));
  }
}
