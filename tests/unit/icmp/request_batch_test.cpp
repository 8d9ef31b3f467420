// SPDX-License-Identifier: Apache-2.0
#include "icmp/request_batch.hpp"

#include <doctest/doctest.h>

#include "support/packets.hpp"
#include "wire/icmp_echo.hpp"

using namespace reachd;

TEST_CASE("a batch holds well-formed requests of the size asked for, each with its own identity") {
  icmp::request_batch batch(56);
  for (std::uint32_t index = 0; index < 16; ++index) {
    CHECK_FALSE(batch.full());
    icmp::in_flight_slot slot;
    slot.index = 65'536 + index;
    slot.generation = 3;
    slot.token = 1000 + index;
    slot.address = index % 2 == 0 ? test::ip("192.0.2.9") : test::ip("2001:db8::9");
    batch.add(slot, 0xabcd);
  }
  CHECK(batch.full());
  REQUIRE(batch.packets().size() == 16);
  for (std::uint32_t index = 0; index < 16; ++index) {
    const icmp::outgoing& packet = batch.packets()[index];
    REQUIRE(packet.packet.size() == 64);
    const auto request = wire::parse_echo_request(packet.packet, packet.destination.family());
    REQUIRE(request.has_value());
    CHECK(request->ident == 0xabcd);
    CHECK(request->sequence == index);
    CHECK(wire::load_identity(request->payload) ==
          wire::echo_identity{.token = 1000 + index, .slot = 65'536 + index, .generation = 3});
    CHECK(batch.slots()[index].index == 65'536 + index);
    if (index % 2 != 0) continue;
    const test::bytes copy(packet.packet.begin(), packet.packet.end());
    CHECK(test::checksum_of(copy) == 0);
  }
  batch.clear();
  CHECK(batch.empty());
}

TEST_CASE("each packet has its own size, TTL and class, and room is made before") {
  icmp::request_batch batch(56);
  batch.make_room(1000);
  batch.make_room(100);
  icmp::in_flight_slot slot;
  slot.by = {.lane = 3, .payload_size = 1000, .ttl = 7, .traffic_class = 8};
  batch.add(slot, 1);
  slot.by = {};
  batch.add(slot, 1);
  CHECK(batch.packets()[0].packet.size() == 1008);
  CHECK(batch.packets()[0].ttl == 7);
  CHECK(batch.packets()[0].traffic_class == 8);
  CHECK(batch.packets()[0].packet[1000] == std::byte(1000 & 0xff));
  CHECK(batch.packets()[1].packet.size() == 64);
  CHECK(batch.packets()[1].ttl == 0);
  CHECK(test::checksum_of(test::bytes(batch.packets()[0].packet.begin(), batch.packets()[0].packet.end())) == 0);
}

TEST_CASE("a payload is never too small for the identity") {
  icmp::request_batch batch(0);
  batch.add(icmp::in_flight_slot(), 1);
  CHECK(batch.packets()[0].packet.size() == 24);
}
