// SPDX-License-Identifier: Apache-2.0
#include "route/attribute.hpp"

#include <doctest/doctest.h>

#include "support/netlink_bytes.hpp"

using namespace reachd;
using test::attr;
using test::ip;
using test::n16;
using test::n32;
using test::raw;

TEST_CASE("attributes are read in order, each without its padding and its flag bits") {
  const test::bytes all =
      attr(3, test::counting(5)) + attr(NLA_F_NESTED | 9, n32(1)) + attr(NLA_F_NET_BYTEORDER | 2, {});
  route::attribute_reader reader(all);
  const auto first = reader.next();
  REQUIRE(first.has_value());
  CHECK(first->type == 3);
  CHECK(first->value.size() == 5);
  CHECK(reader.next()->type == 9);
  const auto last = reader.next();
  REQUIRE(last.has_value());
  CHECK(last->type == 2);
  CHECK(last->value.empty());
  CHECK_FALSE(reader.next().has_value());
  CHECK_FALSE(reader.broken());
}

TEST_CASE("attributes behind a structure begin where it is padded to") {
  const test::bytes all = test::counting(6) + n16(0) + attr(3, n32(7));
  CHECK(route::attribute_reader(all, 6).next()->type == 3);
  CHECK_FALSE(route::attribute_reader(test::counting(6), 8).next().has_value());
}

TEST_CASE("a length that cannot be true ends them and is told") {
  for (const std::uint64_t length : {0, 3, 9, 0xffff}) {
    CAPTURE(length);
    const test::bytes all = attr(1, n32(1)) + n16(length) + n16(2) + n32(0);
    route::attribute_reader reader(all);
    CHECK(reader.next().has_value());
    CHECK_FALSE(reader.next().has_value());
    CHECK(reader.broken());
  }
}

TEST_CASE("attributes that are cut short anywhere are not read past the end") {
  const test::bytes all = attr(1, n32(1)) + attr(2, test::counting(3));
  const auto whole = [](const test::bytes& cut) {
    route::attribute_reader reader(cut);
    while (reader.next()) continue;
    return !reader.broken();
  };
  // Nothing, the first alone, and both without the padding of the last.
  CHECK(test::accepted_prefixes(all, whole) == 3);
}

TEST_CASE("a text ends at its NUL, or where the attribute does") {
  const test::bytes name = test::text("eth0");
  CHECK(route::text_of({.type = 3, .value = name}) == "eth0");
  CHECK(route::text_of({.type = 3, .value = route::byte_span(name).first(3)}) == "eth");
  CHECK(route::text_of({.type = 3, .value = {}}).empty());
}

TEST_CASE("an address has the length of its family, and a scope where it needs one") {
  CHECK(route::address_of(raw(ip("192.0.2.1")), AF_INET, 5) == ip("192.0.2.1"));
  CHECK(route::address_of(raw(ip("2001:db8::1")), AF_INET6, 5) == ip("2001:db8::1"));
  CHECK(route::address_of(raw(ip("fe80::1")), AF_INET6, 5) == ip("fe80::1%5"));
  CHECK_FALSE(route::address_of(raw(ip("192.0.2.1")), AF_INET6, 5).has_value());
  CHECK_FALSE(route::address_of(raw(ip("2001:db8::1")), AF_INET, 5).has_value());
  CHECK_FALSE(route::address_of(test::counting(4), AF_UNIX, 5).has_value());
  CHECK_FALSE(route::address_of({}, AF_INET, 5).has_value());
}

TEST_CASE("two families are known") {
  CHECK(route::family_of(AF_INET) == core::family::v4);
  CHECK(route::family_of(AF_INET6) == core::family::v6);
  CHECK_FALSE(route::family_of(AF_BRIDGE).has_value());
}
