// SPDX-License-Identifier: Apache-2.0
#include "wire/icmp_message.hpp"

#include <doctest/doctest.h>

#include "support/packets.hpp"

using namespace reachd;
using core::family;
using test::ip;
using wire::framing;
using wire::rejection;

namespace {

test::bytes packet_with(const test::bytes& message, const test::bytes& options = {}) {
  return test::ipv4(ip("192.0.2.9"), ip("192.0.2.1"), message, options);
}

}  // namespace

TEST_CASE("a message behind an IP header with and without options is found") {
  const test::bytes message = test::echo(0, 1, 2, test::counting(56));
  for (const std::size_t options : {0, 4, 40}) {
    const test::bytes packet = packet_with(message, test::bytes(options));
    const auto found = wire::parse_icmp(packet, family::v4, framing::ipv4_header);
    REQUIRE(found.has_value());
    CHECK(found->type == 0);
    CHECK(found->bytes.size() == message.size());
    CHECK(found->ttl == 64);
  }
}

TEST_CASE("bytes behind the total length are not part of the message") {
  const test::bytes packet = packet_with(test::echo(0, 1, 2, test::counting(16))) + test::counting(6, 0x40);
  CHECK(wire::parse_icmp(packet, family::v4, framing::ipv4_header)->body().size() == 16);
}

TEST_CASE("a wrong checksum is seen where the kernel has not looked, and not looked for where it has") {
  test::bytes message = test::echo(0, 1, 2, test::counting(56));
  message[30] ^= std::byte{1};
  const test::bytes packet = packet_with(message);
  CHECK(wire::parse_icmp(packet, family::v4, framing::ipv4_header).error() == rejection::checksum);
  REQUIRE(wire::parse_icmp(message, family::v4, framing::none).has_value());
  CHECK(wire::parse_icmp(message, family::v4, framing::none)->ttl == 0);
  CHECK(wire::parse_icmp(message, family::v6, framing::none).has_value());
}

TEST_CASE("a cut message, another protocol and a lying length are rejected") {
  const test::bytes message = test::echo(0, 1, 2, {});
  const test::bytes packet = packet_with(message);
  const wire::byte_span cut(packet.data(), packet.size() - 1);
  CHECK(wire::parse_icmp(cut, family::v4, framing::ipv4_header).error() == rejection::short_packet);
  CHECK(wire::parse_icmp(packet_with(test::counting(7)), family::v4, framing::ipv4_header).error() ==
        rejection::short_packet);
  CHECK(wire::parse_icmp(wire::byte_span(message).first(7), family::v6, framing::none).error() ==
        rejection::short_packet);
  CHECK(
      wire::parse_icmp(test::ipv4(ip("192.0.2.9"), ip("192.0.2.1"), message, {}, 17), family::v4, framing::ipv4_header)
          .error() == rejection::type);
}
