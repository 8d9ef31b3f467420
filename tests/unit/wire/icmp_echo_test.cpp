// SPDX-License-Identifier: Apache-2.0
#include "wire/icmp_echo.hpp"

#include <doctest/doctest.h>

#include "support/packets.hpp"

using namespace reachd;
using core::family;
using test::ip;
using wire::framing;
using wire::rejection;

TEST_CASE("a v4 request is built with its checksum, a v6 one leaves it to the kernel") {
  test::bytes packet = test::bytes(8) + test::counting(56);
  wire::store_echo_request(packet, family::v4, 0xabcd, 0x0102);
  CHECK(packet == test::echo(8, 0xabcd, 0x0102, test::counting(56)));
  wire::store_echo_request(packet, family::v6, 0xabcd, 0x0102);
  CHECK(packet == test::of({128, 0, 0, 0, 0xab, 0xcd, 1, 2}) + test::counting(56));
}

TEST_CASE("a reply gives its ident, sequence and payload") {
  const test::bytes message = test::echo(129, 0xabcd, 0x0102, test::counting(20));
  const auto reply = wire::parse_echo_reply(wire::parse_icmp(message, family::v6, framing::none).value());
  REQUIRE(reply.has_value());
  CHECK(reply->ident == 0xabcd);
  CHECK(reply->sequence == 0x0102);
  CHECK(reply->payload.size() == 20);
}

TEST_CASE("another code, a request and the other family's reply are no replies") {
  const auto reject = [](const test::bytes& message, core::family of_family) {
    return wire::parse_echo_reply(wire::parse_icmp(message, of_family, framing::none).value()).error();
  };
  CHECK(reject(test::echo(0, 1, 2, {}, 7), family::v4) == rejection::code);
  CHECK(reject(test::echo(8, 1, 2, {}), family::v4) == rejection::type);
  CHECK(reject(test::echo(129, 1, 2, {}), family::v4) == rejection::type);
  CHECK(reject(test::echo(0, 1, 2, {}), family::v6) == rejection::type);
}

TEST_CASE("a looped request is found behind any link header or none") {
  const test::bytes request = test::echo(8, 0xabcd, 5, test::counting(56));
  const test::bytes packet = test::ipv4(ip("127.0.0.1"), ip("127.0.0.1"), request);
  const test::bytes packet6 = test::ipv6(ip("::1"), ip("::1"), test::echo(128, 0xabcd, 5, test::counting(56)));
  for (const std::size_t link : {0, 4, 14, 18, 22, 60}) {
    CAPTURE(link);
    // 0x45 and 0x60 in the link header look like IP headers and are none.
    for (const int filler : {0x00, 0x45, 0x60}) {
      const test::bytes header(link, static_cast<std::byte>(filler));
      const test::bytes frame = header + packet;
      const test::bytes frame6 = header + packet6;
      const auto found = wire::parse_looped_request(frame, family::v4);
      const auto found6 = wire::parse_looped_request(frame6, family::v6);
      REQUIRE(found.has_value());
      REQUIRE(found6.has_value());
      CHECK(found->sequence == 5);
      CHECK(found->payload.size() == 56);
      CHECK(found6->payload.size() == 56);
    }
  }
}

TEST_CASE("the first fragment of a looped request is enough, a later one is none") {
  const test::bytes request = test::echo(8, 0xabcd, 7, test::counting(64));
  test::bytes first = test::ipv4(ip("192.0.2.1"), ip("192.0.2.9"), request);
  first[6] = std::byte{0x20};  // more fragments
  const auto found = wire::parse_looped_request(test::bytes(14) + first, family::v4);
  REQUIRE(found.has_value());
  CHECK(found->ident == 0xabcd);
  test::bytes later = first;
  later[7] = std::byte{9};
  CHECK_FALSE(wire::parse_looped_request(later, family::v4).has_value());

  const test::bytes request6 = test::of({128, 0, 0, 0, 0xab, 0xcd, 0, 7}) + test::counting(64);
  const auto fragment6 = [&](std::initializer_list<int> header) {
    test::bytes packet = test::ipv6(ip("2001:db8::1"), ip("2001:db8::9"), test::of(header) + request6);
    packet[6] = std::byte{44};
    return packet;
  };
  const auto found6 = wire::parse_looped_request(test::bytes(14) + fragment6({58, 0, 0, 1, 1, 2, 3, 4}), family::v6);
  REQUIRE(found6.has_value());
  CHECK(found6->payload.size() == 64);
  CHECK_FALSE(wire::parse_looped_request(fragment6({58, 0, 0, 9, 1, 2, 3, 4}), family::v6).has_value());
  CHECK_FALSE(wire::parse_looped_request(fragment6({17, 0, 0, 1, 1, 2, 3, 4}), family::v6).has_value());
}

TEST_CASE("a looped request that was padded to the least Ethernet frame is found, without its padding") {
  const test::bytes packet = test::ipv4(ip("127.0.0.1"), ip("127.0.0.1"), test::echo(8, 1, 5, test::counting(16)));
  const test::bytes frame = test::bytes(14) + packet + test::bytes(2);
  REQUIRE(frame.size() == 60);
  const auto found = wire::parse_looped_request(frame, family::v4);
  REQUIRE(found.has_value());
  CHECK(found->payload.size() == 16);
}

TEST_CASE("no request is found in other packets, cut ones or the wrong family") {
  const test::bytes reply = test::ipv4(ip("127.0.0.1"), ip("127.0.0.1"), test::echo(0, 1, 5, test::counting(56)));
  const test::bytes packet = test::ipv4(ip("127.0.0.1"), ip("127.0.0.1"), test::echo(8, 1, 5, test::counting(56)));
  CHECK_FALSE(wire::parse_looped_request(reply, family::v4).has_value());
  CHECK_FALSE(wire::parse_looped_request(packet, family::v6).has_value());
  CHECK_FALSE(wire::parse_looped_request(wire::byte_span(packet).first(60), family::v4).has_value());
  CHECK_FALSE(wire::parse_looped_request({}, family::v4).has_value());
  CHECK_FALSE(wire::parse_looped_request(packet + test::bytes(1), family::v4).has_value());
}
