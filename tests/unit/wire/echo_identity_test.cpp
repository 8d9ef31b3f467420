// SPDX-License-Identifier: Apache-2.0
#include "wire/echo_identity.hpp"

#include <doctest/doctest.h>

#include "support/packets.hpp"

using namespace reachd;

TEST_CASE("an identity survives the way through a payload") {
  const wire::echo_identity identity{.token = 0x1122334455667788, .slot = 70'001, .generation = 0xfffffffe};
  test::bytes payload = test::counting(56);
  wire::store_identity(payload, identity);
  CHECK(wire::load_identity(payload) == identity);
  CHECK(payload[16] == std::byte{16});
}

TEST_CASE("fifteen bytes hold no identity, sixteen do") {
  CHECK_FALSE(wire::load_identity(test::bytes(15)).has_value());
  CHECK(wire::load_identity(test::bytes(16)).has_value());
}

TEST_CASE("the token depends on key, slot, generation, target and sequence") {
  const wire::siphash_key key{std::byte{1}};
  const wire::siphash_key other{std::byte{2}};
  const core::target_id target{.index = 3, .generation = 4};
  const std::uint64_t token = wire::make_token(key, 1, 2, target, 5);
  CHECK(wire::make_token(key, 1, 2, target, 5) == token);
  CHECK(wire::make_token(other, 1, 2, target, 5) != token);
  CHECK(wire::make_token(key, 9, 2, target, 5) != token);
  CHECK(wire::make_token(key, 1, 9, target, 5) != token);
  CHECK(wire::make_token(key, 1, 2, {.index = 9, .generation = 4}, 5) != token);
  CHECK(wire::make_token(key, 1, 2, {.index = 3, .generation = 9}, 5) != token);
  CHECK(wire::make_token(key, 1, 2, target, 5 + (std::uint64_t{1} << 32)) != token);
}
