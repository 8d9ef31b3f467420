// SPDX-License-Identifier: Apache-2.0
#include "wire/packet.hpp"

#include <doctest/doctest.h>

namespace wire = reachd::test_wire;

namespace {

wire::icmp_packet request_of(int family, wire::byte_view payload) {
  return {.source = *wire::ip::parse(family == 4 ? "192.0.2.1" : "2001:db8::1"),
          .destination = *wire::ip::parse(family == 4 ? "10.77.0.9" : "fd00:77::9"),
          .type = static_cast<std::uint8_t>(family == 4 ? 8 : 128),
          .id = 0x1234,
          .sequence = 7,
          .payload = payload};
}

}  // namespace

TEST_CASE("a packet from a real ping is read and its checksum found right") {
  // tcpdump of `ping -c1 -s 8 127.0.0.1`: 20 bytes of IPv4, 8 of ICMP, 8 of payload; the checksums are the kernel's.
  const wire::bytes captured{0x45, 0x00, 0x00, 0x24, 0x00, 0x01, 0x40, 0x00, 0x40, 0x01, 0x7c, 0xd2,
                             0x7f, 0x00, 0x00, 0x01, 0x7f, 0x00, 0x00, 0x01, 0x08, 0x00, 0xf7, 0xfd,
                             0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};
  const auto packet = wire::parse(captured);
  REQUIRE(packet);
  CHECK(packet->echo_request());
  CHECK(packet->checksum_right);
  CHECK(packet->source.text() == "127.0.0.1");
  CHECK(packet->id == 1);
  CHECK(packet->payload.size() == 8);
}

TEST_CASE("what is built is read back, odd payload lengths too") {
  for (const int family : {4, 6}) {
    for (const std::size_t size : {0u, 1u, 16u, 33u}) {
      const wire::bytes payload(size, 0xa5);
      const auto built = wire::build(request_of(family, payload));
      const auto packet = wire::parse(built);
      REQUIRE(packet);
      CHECK(packet->checksum_right);
      CHECK(packet->echo_request());
      CHECK(packet->id == 0x1234);
      CHECK(packet->sequence == 7);
      CHECK(packet->payload.size() == size);
    }
  }
}

TEST_CASE("a reply goes back where the request came from, with the same identity") {
  for (const int family : {4, 6}) {
    const wire::bytes payload{1, 2, 3};
    const auto request = request_of(family, payload);
    const auto bytes = wire::reply_to(request);
    const auto reply = wire::parse(bytes);
    REQUIRE(reply);
    CHECK(reply->echo_reply());
    CHECK(reply->checksum_right);
    CHECK(reply->source == request.destination);
    CHECK(reply->destination == request.source);
    CHECK(wire::token_text(reply->payload) == "010203");
  }
}

TEST_CASE("an error quotes the packet it is about, cut to what a router quotes") {
  for (const int family : {4, 6}) {
    const wire::bytes payload(1400, 0x11);
    const auto sender = *wire::ip::parse(family == 4 ? "10.0.0.254" : "fd00::fe");
    const auto request = wire::build(request_of(family, payload));
    const auto bytes = wire::error_about(request, sender, family == 4 ? 3 : 1, 1);
    CHECK(bytes.size() == (family == 4 ? 576 : 1280));
    const auto error = wire::parse(bytes);
    REQUIRE(error);
    CHECK(error->checksum_right);
    CHECK(error->source == sender);
    const auto about = wire::quoted(*error);
    REQUIRE(about);
    CHECK(about->destination == request_of(family, {}).destination);
    CHECK(about->sequence == 7);
  }
}

TEST_CASE("a wrong checksum is seen as wrong") {
  for (const int family : {4, 6}) {
    const auto spoilt = wire::with_wrong_checksum(wire::reply_to(request_of(family, {})));
    const auto packet = wire::parse(spoilt);
    REQUIRE(packet);
    CHECK_FALSE(packet->checksum_right);
  }
}

TEST_CASE("what is not one whole ICMP packet is nothing") {
  const auto good = wire::build(request_of(4, {}));
  CHECK_FALSE(wire::parse({}));
  for (std::size_t size = 0; size < good.size(); ++size) CHECK_FALSE(wire::parse(wire::byte_view(good).first(size)));
  auto udp = good;
  udp[9] = 17;
  CHECK_FALSE(wire::parse(udp));
  auto fragment = good;
  fragment[6] = 0x20;
  CHECK_FALSE(wire::parse(fragment));
  auto longer = good;
  longer[3] = 200;
  CHECK_FALSE(wire::parse(longer));
}
