// SPDX-License-Identifier: Apache-2.0
#include "core/address.hpp"

#include <doctest/doctest.h>

using reachd::core::address;
using reachd::core::endpoint;
using reachd::core::family;
using reachd::core::family_of_literal;

TEST_CASE("literals of both families are parsed and printed in canonical form") {
  CHECK(address::parse("192.0.2.1")->to_string() == "192.0.2.1");
  CHECK(address::parse("2001:DB8:0::1")->to_string() == "2001:db8::1");
  CHECK(address::parse("2001:db8::1")->family() == family::v6);
  CHECK(address::parse("fe80::1%lo")->to_string() == "fe80::1%lo");
  CHECK(address::parse("fe80::1%1")->scope_id() == 1);
}

TEST_CASE("what is no literal is refused, whatever it looks like") {
  for (const char* text : {"", "host", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4x", "::1::", "fe80::1%",
                           "fe80::1%nodev9", "[::1]", "127.0.0.1:80", "0x7f.1", "127.1"}) {
    CAPTURE(text);
    CHECK_FALSE(address::parse(text).has_value());
  }
  CHECK_FALSE(address::parse(std::string(100'000, ':')).has_value());
  for (const std::string_view text : {"127.0.0.1", "::1", "fe80::1%lo"}) {
    CAPTURE(text);
    CHECK_FALSE(address::parse(std::string(text) + std::string("\0x", 2)).has_value());
  }
}

TEST_CASE("the zone of a literal is known without its interface, and nothing else has one") {
  CHECK(address::zone_of("fe80::1%nodev9") == "nodev9");
  CHECK(address::zone_of("fe80::1%7") == "7");
  for (const char* text : {"", "%", "fe80::1", "fe80::1%", "%lo", "127.0.0.1%lo", "host%lo", "host"}) {
    CAPTURE(text);
    CHECK_FALSE(address::zone_of(text).has_value());
  }
}

TEST_CASE("a literal is of one family, and a name of none") {
  CHECK(family_of_literal("192.0.2.1") == family::v4);
  CHECK(family_of_literal("::1") == family::v6);
  CHECK(family_of_literal("fe80::1%nodev9") == family::v6);
  for (const char* name : {"a", "_gateway", "", "1.2.3.example", "192.0.2.1%lo", "fe80::1%"}) {
    CAPTURE(name);
    CHECK_FALSE(family_of_literal(name));
  }
}

TEST_CASE("an address survives the trip through a socket address") {
  for (const char* text : {"127.0.0.1", "::1", "fe80::1%lo"}) {
    const endpoint sent{*address::parse(text), 80};
    const auto raw = sent.to_socket_address();
    CHECK(address::from(raw.get()) == sent.address);
  }
  sockaddr unix_socket{};
  unix_socket.sa_family = AF_UNIX;
  CHECK_FALSE(address::from(&unix_socket).has_value());
}

TEST_CASE("endpoints need a port, and brackets for v6 alone") {
  CHECK(endpoint::parse("127.0.0.1:80")->to_string() == "127.0.0.1:80");
  CHECK(endpoint::parse("[::1]:10094")->to_string() == "[::1]:10094");
  for (const char* text : {"127.0.0.1", "::1:80", "[127.0.0.1]:80", "[::1]", "127.0.0.1:", "127.0.0.1:65536",
                           "127.0.0.1:-1", ":80", "[]:80"}) {
    CAPTURE(text);
    CHECK_FALSE(endpoint::parse(text).has_value());
  }
}

TEST_CASE("equal addresses hash alike, and the scope tells link-local ones apart") {
  const auto one = *address::parse("fe80::1%1");
  CHECK(std::hash<address>{}(one) == std::hash<address>{}(*address::parse("fe80::1%lo")));
  CHECK(one != *address::parse("fe80::1"));
}
