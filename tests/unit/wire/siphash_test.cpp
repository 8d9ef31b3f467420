// SPDX-License-Identifier: Apache-2.0
#include "wire/siphash.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/packets.hpp"

using namespace reachd;

namespace {

wire::siphash_key counting_key() {
  wire::siphash_key key{};
  std::ranges::copy(test::counting(16), key.begin());
  return key;
}

}  // namespace

TEST_CASE("the reference vectors of SipHash-2-4 come out") {
  const auto hash_of = [](std::size_t size) { return wire::siphash(counting_key(), test::counting(size)); };
  CHECK(hash_of(0) == 0x726fdb47dd0e0e31);
  CHECK(hash_of(1) == 0x74f839c593dc67fd);
  CHECK(hash_of(2) == 0x0d6c8009d9a94f5a);
  CHECK(hash_of(3) == 0x85676696d7fb7e2d);
  CHECK(hash_of(4) == 0xcf2794e0277187b7);
  CHECK(hash_of(5) == 0x18765564cd99a68d);
  CHECK(hash_of(6) == 0xcbc9466e58fee3ce);
  CHECK(hash_of(7) == 0xab0200f58b01d137);
  CHECK(hash_of(8) == 0x93f5f5799a932462);
  CHECK(hash_of(15) == 0xa129ca6149be45e5);
  CHECK(hash_of(63) == 0x958a324ceb064572);
}

TEST_CASE("another key gives another hash") {
  wire::siphash_key other = counting_key();
  other[15] ^= std::byte{1};
  CHECK(wire::siphash(other, test::counting(8)) != 0x93f5f5799a932462);
}
