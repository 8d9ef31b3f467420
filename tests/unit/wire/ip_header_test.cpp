// SPDX-License-Identifier: Apache-2.0
#include "wire/ip_header.hpp"

#include <doctest/doctest.h>

#include "support/packets.hpp"

using namespace reachd;
using test::ip;
using wire::rejection;

TEST_CASE("an IPv4 header with options says where its payload starts and where it goes") {
  const auto header =
      wire::parse_ipv4_header(test::ipv4(ip("192.0.2.1"), ip("192.0.2.9"), test::counting(30), test::bytes(40)));
  REQUIRE(header.has_value());
  CHECK(header->size == 60);
  CHECK(header->total_size == 90);
  CHECK(header->protocol == wire::protocol_icmp);
  CHECK(header->ttl == 64);
  CHECK(header->first_fragment);
  CHECK(header->destination == ip("192.0.2.9"));
}

TEST_CASE("an IPv4 header that contradicts itself or ends early is rejected") {
  test::bytes packet = test::ipv4(ip("192.0.2.1"), ip("192.0.2.9"), {});
  CHECK(wire::parse_ipv4_header(wire::byte_span(packet).first(19)).error() == rejection::short_packet);
  packet[0] = std::byte{0x4f};
  packet[3] = std::byte{60};
  CHECK(wire::parse_ipv4_header(packet).error() == rejection::short_packet);
  packet[0] = std::byte{0x44};
  CHECK(wire::parse_ipv4_header(packet).error() == rejection::header);
  packet[0] = std::byte{0x65};
  CHECK(wire::parse_ipv4_header(packet).error() == rejection::header);
  packet[0] = std::byte{0x45};
  packet[3] = std::byte{19};
  CHECK(wire::parse_ipv4_header(packet).error() == rejection::header);
}

TEST_CASE("a later fragment is known as one, whatever its flags") {
  const auto later = test::ipv4(ip("192.0.2.1"), ip("192.0.2.9"), {}, {}, 1, 0x2001);
  const auto first = test::ipv4(ip("192.0.2.1"), ip("192.0.2.9"), {}, {}, 1, 0x6000);
  CHECK_FALSE(wire::parse_ipv4_header(later)->first_fragment);
  CHECK(wire::parse_ipv4_header(first)->first_fragment);
}

TEST_CASE("an IPv6 header gives its next header, length and destination") {
  test::bytes packet = test::ipv6(ip("2001:db8::1"), ip("2001:db8::2"), test::counting(64));
  packet[7] = std::byte{63};
  const auto header = wire::parse_ipv6_header(packet);
  REQUIRE(header.has_value());
  CHECK(header->size == 40);
  CHECK(header->total_size == 104);
  CHECK(header->protocol == wire::protocol_icmpv6);
  CHECK(header->ttl == 63);
  CHECK(header->destination == ip("2001:db8::2"));
  CHECK(wire::parse_ipv6_header(wire::byte_span(packet).first(39)).error() == rejection::short_packet);
  CHECK(wire::parse_ipv6_header(test::ipv4(ip("192.0.2.1"), ip("192.0.2.9"), test::counting(40))).error() ==
        rejection::header);
}
