// SPDX-License-Identifier: Apache-2.0
// Every parser against bytes that mean nothing, that are cut, and that are nearly right. Bounds are checked by the
// sanitizer build; here the parsers must stay within what they were given and must not invent payload.
#include <doctest/doctest.h>

#include <random>

#include "support/packets.hpp"
#include "wire/echo_identity.hpp"
#include "wire/icmp_echo.hpp"
#include "wire/icmp_error.hpp"
#include "wire/ip_header.hpp"

using namespace reachd;
using core::family;
using test::ip;
using wire::framing;

namespace {

bool within(wire::byte_span part, const test::bytes& whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void parse_all(const test::bytes& input) {
  for (const core::family of_family : {family::v4, family::v6}) {
    const auto looped = wire::parse_looped_request(input, of_family);
    if (looped) REQUIRE(within(looped->payload, input));
    for (const wire::framing around : {framing::none, framing::ipv4_header}) {
      const auto message = wire::parse_icmp(input, of_family, around);
      if (!message) continue;
      REQUIRE(within(message->bytes, input));
      const auto reply = wire::parse_echo_reply(*message);
      if (reply) {
        REQUIRE(within(reply->payload, input));
        REQUIRE(wire::load_identity(reply->payload).has_value() == (reply->payload.size() >= 16));
      }
      const auto error = wire::parse_icmp_error(*message);
      if (error) REQUIRE(within(error->quoted.payload, input));
    }
  }
}

/// Valid packets to start from, so that changes reach the inner parsers.
std::vector<test::bytes> seeds() {
  const test::bytes payload = test::counting(56);
  const auto request = test::ipv4(ip("192.0.2.1"), ip("192.0.2.2"), test::echo(8, 1, 2, payload), test::bytes(4));
  const auto request6 = test::ipv6(ip("::1"), ip("::2"), test::echo(128, 1, 2, payload));
  return {test::ipv4(ip("192.0.2.2"), ip("192.0.2.1"), test::echo(0, 1, 2, payload)),
          test::ipv4(ip("192.0.2.2"), ip("192.0.2.1"), test::icmp(3, 1, test::bytes(4), request)),
          test::echo(129, 1, 2, payload),
          test::icmp(1, 3, test::bytes(4), request6),
          test::bytes(14) + request,
          test::bytes(14) + request6};
}

}  // namespace

TEST_CASE("a hundred thousand random and damaged packets are parsed without leaving their bounds") {
  std::mt19937 random(20261123);
  const auto seed_packets = seeds();
  for (int round = 0; round < 100'000; ++round) {
    test::bytes input;
    if (round % 4 == 0) {
      input.resize(random() % 128);
      for (std::byte& byte : input) byte = static_cast<std::byte>(random() & 0xff);
    } else {
      input = seed_packets[random() % seed_packets.size()];
      for (std::uint32_t changes = random() % 4; changes > 0; --changes) {
        input[random() % std::min<std::size_t>(input.size(), 64)] = static_cast<std::byte>(random() & 0xff);
      }
      if (random() % 2 == 0) input.resize(random() % (input.size() + 1));
    }
    input.shrink_to_fit();
    parse_all(input);
  }
}

TEST_CASE("every seed of the damage test is parsed to its end when undamaged") {
  const auto packets = seeds();
  CHECK(wire::parse_echo_reply(*wire::parse_icmp(packets[0], family::v4, framing::ipv4_header)).has_value());
  CHECK(wire::parse_icmp_error(*wire::parse_icmp(packets[1], family::v4, framing::ipv4_header)).has_value());
  CHECK(wire::parse_echo_reply(*wire::parse_icmp(packets[2], family::v6, framing::none)).has_value());
  CHECK(wire::parse_icmp_error(*wire::parse_icmp(packets[3], family::v6, framing::none)).has_value());
  CHECK(wire::parse_looped_request(packets[4], family::v4).has_value());
  CHECK(wire::parse_looped_request(packets[5], family::v6).has_value());
}
