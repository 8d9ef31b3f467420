// SPDX-License-Identifier: Apache-2.0
#include "route/bytes.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/netlink_bytes.hpp"

using namespace reachd;
using test::n16;
using test::n32;

TEST_CASE("a number is read where the bytes hold all of it, at any address") {
  const test::bytes raw = test::of({9}) + n32(0xdeadbeef);
  CHECK(route::load<std::uint32_t>(route::byte_span(raw).subspan(1)) == 0xdeadbeef);
  CHECK_FALSE(route::load<std::uint32_t>(route::byte_span(raw).subspan(2)).has_value());
  CHECK_FALSE(route::load<std::uint8_t>({}).has_value());
}

TEST_CASE("what is appended is read again") {
  std::vector<std::byte> out;
  route::append(out, std::uint16_t{0x1234});
  route::append(out, std::uint32_t{0xdeadbeef});
  CHECK(test::bytes(out.begin(), out.end()) == n16(0x1234) + n32(0xdeadbeef));
}

TEST_CASE("what follows begins at a multiple of four, or at the end") {
  const test::bytes raw = test::counting(9);
  CHECK(route::after(raw, 0).size() == 9);
  CHECK(route::after(raw, 1).size() == 5);
  CHECK(route::after(raw, 4).size() == 5);
  CHECK(route::after(raw, 8).size() == 1);
  CHECK(route::after(raw, 9).empty());
}
