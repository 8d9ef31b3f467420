// SPDX-License-Identifier: Apache-2.0
// The filters run in the kernel on a pair of local sockets, which needs no privilege: what arrives has passed.
#include "icmp/socket_filter.hpp"

#include <doctest/doctest.h>

#include "support/filtered_pair.hpp"

using namespace reachd;
using core::family;
using test::bytes;
using test::filtered_pair;
using test::ip;

namespace {

constexpr std::uint16_t ours = 0xabcd;

bytes v4(const bytes& message, const bytes& options = {}) {
  return test::ipv4(ip("192.0.2.9"), ip("192.0.2.1"), message, options);
}
bytes error_v4(std::uint16_t ident, int quoted_type = 8, int protocol = 1, const bytes& options = {}) {
  return test::icmp(
      3, 1, bytes(4),
      test::ipv4(ip("192.0.2.1"), ip("192.0.2.9"), test::echo(quoted_type, ident, 1, {}), options, protocol));
}
bytes error_v6(std::uint16_t ident, int quoted_type = 128, int protocol = 58) {
  return test::icmp(1, 3, bytes(4), test::ipv6(ip("::1"), ip("::2"), test::echo(quoted_type, ident, 1, {}), protocol));
}

}  // namespace

TEST_CASE("v4: replies with our ident pass, with options, code, bad checksum or no payload too") {
  filtered_pair pair(family::v4, ours);
  CHECK(pair.passes(v4(test::echo(0, ours, 1, test::counting(56)))));
  CHECK(pair.passes(v4(test::echo(0, ours, 1, test::counting(56)), bytes(40))));
  CHECK(pair.passes(v4(test::echo(0, ours, 1, {}, 7))));
  bytes damaged = v4(test::echo(0, ours, 1, test::counting(56)));
  damaged[60] ^= std::byte{1};
  CHECK(pair.passes(damaged));
}

TEST_CASE("v4: other idents, cut replies and requests do not pass") {
  filtered_pair pair(family::v4, ours);
  CHECK_FALSE(pair.passes(v4(test::echo(0, 0x1234, 1, test::counting(56)))));
  CHECK_FALSE(pair.passes(v4(test::echo(8, ours, 1, test::counting(56)))));
  bytes cut = v4(test::echo(0, ours, 1, {}));
  cut.resize(24);
  CHECK_FALSE(pair.passes(cut));
}

TEST_CASE("v4: errors that quote a request of ours pass, behind inner and outer options too") {
  filtered_pair pair(family::v4, ours);
  CHECK(pair.passes(v4(error_v4(ours))));
  CHECK(pair.passes(v4(error_v4(ours), bytes(12))));
  CHECK(pair.passes(v4(error_v4(ours, 8, 1, bytes(20)), bytes(8))));
  CHECK_FALSE(pair.passes(v4(error_v4(0x1234))));
  CHECK_FALSE(pair.passes(v4(error_v4(ours, 0))));
  CHECK_FALSE(pair.passes(v4(error_v4(ours, 8, 17))));
  bytes lying = v4(error_v4(ours));
  lying[28] = std::byte{0x4f};
  CHECK_FALSE(pair.passes(lying));
}

TEST_CASE("v4: what cannot be judged does not pass: a type beyond the kernel's filter, a quote of a later fragment") {
  filtered_pair pair(family::v4, ours);
  const bytes request = test::echo(8, ours, 1, {});
  const auto quote = [&](int fragment) {
    return test::ipv4(ip("192.0.2.1"), ip("192.0.2.9"), request, {}, 1, fragment);
  };
  CHECK_FALSE(pair.passes(v4(test::icmp(32, 0, bytes(4), quote(0)))));
  CHECK_FALSE(pair.passes(v4(test::icmp(255, 0, bytes(4), quote(0)))));
  CHECK(pair.passes(v4(test::icmp(12, 0, bytes(4), quote(0)))));
  CHECK(pair.passes(v4(test::icmp(3, 1, bytes(4), quote(0x6000)))));  // the first fragment, or whole
  CHECK_FALSE(pair.passes(v4(test::icmp(3, 1, bytes(4), quote(0x0001)))));
  CHECK_FALSE(pair.passes(v4(test::icmp(3, 1, bytes(4), quote(0x1000)))));
}

TEST_CASE("v6: replies with our ident and errors that quote a request of ours pass, nothing else") {
  filtered_pair pair(family::v6, ours);
  CHECK(pair.passes(test::echo(129, ours, 1, test::counting(56))));
  CHECK(pair.passes(test::echo(129, ours, 1, {}, 7)));
  CHECK_FALSE(pair.passes(test::echo(129, 0x1234, 1, test::counting(56))));
  CHECK_FALSE(pair.passes(test::echo(128, ours, 1, test::counting(56))));
  CHECK(pair.passes(error_v6(ours)));
  CHECK_FALSE(pair.passes(error_v6(0x1234)));
  CHECK_FALSE(pair.passes(error_v6(ours, 129)));
  CHECK_FALSE(pair.passes(error_v6(ours, 128, 17)));
  bytes cut = error_v6(ours);
  cut.resize(53);
  CHECK_FALSE(pair.passes(cut));
}
