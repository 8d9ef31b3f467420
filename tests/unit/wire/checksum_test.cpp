// SPDX-License-Identifier: Apache-2.0
#include "wire/checksum.hpp"

#include <doctest/doctest.h>

#include "support/packets.hpp"

using namespace reachd;
using wire::internet_checksum;

TEST_CASE("the checksum of the example in RFC 1071 is the complement of its sum") {
  CHECK(internet_checksum(test::of({0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7})) == 0x220d);
}

TEST_CASE("nothing, one byte and all ones have their checksums") {
  CHECK(internet_checksum({}) == 0xffff);
  CHECK(internet_checksum(test::of({0x12})) == 0xedff);
  CHECK(internet_checksum(test::bytes(64, std::byte{0xff})) == 0);
}

TEST_CASE("it agrees with the plain sum for every length") {
  for (std::size_t size = 0; size < 200; ++size) {
    const test::bytes data = test::counting(size, 0xe7);
    CAPTURE(size);
    CHECK(internet_checksum(data) == test::checksum_of(data));
  }
}

TEST_CASE("a message with its checksum filled in sums up to zero, with one bit changed it does not") {
  test::bytes message = test::echo(0, 0x1234, 7, test::counting(56));
  CHECK(internet_checksum(message) == 0);
  message[20] ^= std::byte{0x10};
  CHECK(internet_checksum(message) != 0);
}
