// SPDX-License-Identifier: Apache-2.0
#include "wire/bytes.hpp"

#include <doctest/doctest.h>

#include "support/packets.hpp"

using namespace reachd;

TEST_CASE("numbers are read in network byte order from any alignment") {
  const test::bytes data = test::of({0xff, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef});
  CHECK(wire::load_u8(data, 0) == 0xff);
  CHECK(wire::load_u16(data, 1) == 0x0123);
  CHECK(wire::load_u32(data, 1) == 0x01234567);
  CHECK(wire::load_u64(data, 1) == 0x0123456789abcdef);
}

TEST_CASE("what is stored is read back, and no byte besides is touched") {
  test::bytes data = test::of({0, 0, 0, 0, 0, 0, 0, 0, 0, 0x77});
  wire::store_u64(data, 1, 0xfedcba9876543210);
  CHECK(data == test::of({0, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10, 0x77}));
  wire::store_u32(data, 1, 0x80000001);
  CHECK(wire::load_u32(data, 1) == 0x80000001);
  wire::store_u16(data, 3, 0xffee);
  CHECK(wire::load_u16(data, 3) == 0xffee);
}
