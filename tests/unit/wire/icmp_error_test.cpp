// SPDX-License-Identifier: Apache-2.0
#include "wire/icmp_error.hpp"

#include <doctest/doctest.h>

#include "support/packets.hpp"

using namespace reachd;
using core::family;
using test::ip;
using wire::framing;
using wire::rejection;

namespace {

test::bytes request_v4(const test::bytes& options = {}, int fragment = 0) {
  return test::ipv4(ip("192.0.2.1"), ip("198.51.100.7"), test::echo(8, 0xabcd, 9, test::counting(56)), options, 1,
                    fragment);
}
test::bytes request_v6() {
  return test::ipv6(ip("2001:db8::1"), ip("2001:db8::7"), test::echo(128, 0xabcd, 9, test::counting(56)));
}

wire::parsed<wire::icmp_error_view> parse(const test::bytes& message, core::family of_family) {
  return wire::parse_icmp_error(wire::parse_icmp(message, of_family, framing::none).value());
}

}  // namespace

TEST_CASE("an IPv4 error names its type and code and the request it quotes, behind inner options too") {
  for (const std::size_t options : {0, 8}) {
    const test::bytes message = test::icmp(3, 13, test::bytes(4), request_v4(test::bytes(options)));
    const auto error = parse(message, family::v4);
    REQUIRE(error.has_value());
    CHECK(error->type == 3);
    CHECK(error->code == 13);
    CHECK(error->destination == ip("198.51.100.7"));
    CHECK(error->quoted.ident == 0xabcd);
    CHECK(error->quoted.sequence == 9);
    CHECK(error->quoted.payload.size() == 56);
  }
}

TEST_CASE("an IPv6 error names its type and code and the request it quotes") {
  for (int type = 1; type <= 4; ++type) {
    const test::bytes message = test::icmp(type, 3, test::bytes(4), request_v6());
    const auto error = parse(message, family::v6);
    REQUIRE(error.has_value());
    CHECK(error->type == type);
    CHECK(error->destination == ip("2001:db8::7"));
    CHECK(error->quoted.payload.size() == 56);
  }
}

TEST_CASE("eight quoted ICMP bytes are enough, seven are short") {
  test::bytes quote = request_v4();
  quote.resize(28);
  const test::bytes enough = test::icmp(11, 0, test::bytes(4), quote);
  CHECK(parse(enough, family::v4)->quoted.payload.empty());
  quote.resize(27);
  CHECK(parse(test::icmp(11, 0, test::bytes(4), quote), family::v4).error() == rejection::short_packet);
  quote.resize(10);
  CHECK(parse(test::icmp(11, 0, test::bytes(4), quote), family::v4).error() == rejection::short_packet);
  CHECK(parse(test::icmp(3, 0, test::bytes(4), {}), family::v6).error() == rejection::short_packet);
}

TEST_CASE("what an extension adds behind the quoted packet is not its payload") {
  test::bytes quote = test::ipv4(ip("192.0.2.1"), ip("198.51.100.7"), test::echo(8, 1, 9, {}));
  const test::bytes message = test::icmp(3, 1, test::bytes(4), quote + test::counting(100));
  CHECK(parse(message, family::v4)->quoted.payload.empty());
}

TEST_CASE("an inner header that lies about its length or version is rejected") {
  test::bytes quote = request_v4();
  quote.resize(40);
  quote[0] = std::byte{0x4f};
  CHECK(parse(test::icmp(3, 1, test::bytes(4), quote), family::v4).error() == rejection::short_packet);
  quote[0] = std::byte{0x41};
  CHECK(parse(test::icmp(3, 1, test::bytes(4), quote), family::v4).error() == rejection::header);
}

TEST_CASE("errors about other packets and messages that are no errors are of another type") {
  const test::bytes udp = test::ipv4(ip("192.0.2.1"), ip("198.51.100.7"), test::counting(30), {}, 17);
  const test::bytes reply = test::ipv4(ip("192.0.2.1"), ip("198.51.100.7"), test::echo(0, 1, 9, {}));
  const test::bytes udp6 = test::ipv6(ip("2001:db8::1"), ip("2001:db8::7"), test::counting(30), 17);
  CHECK(parse(test::icmp(3, 3, test::bytes(4), udp), family::v4).error() == rejection::type);
  CHECK(parse(test::icmp(3, 3, test::bytes(4), reply), family::v4).error() == rejection::type);
  CHECK(parse(test::icmp(3, 3, test::bytes(4), request_v4({}, 1)), family::v4).error() == rejection::type);
  CHECK(parse(test::icmp(1, 3, test::bytes(4), udp6), family::v6).error() == rejection::type);
  for (const int type : {0, 4, 5, 8}) {
    CHECK(parse(test::icmp(type, 0, test::bytes(4), request_v4()), family::v4).error() == rejection::type);
  }
  CHECK(parse(test::icmp(129, 0, test::bytes(4), request_v6()), family::v6).error() == rejection::type);
}
