// SPDX-License-Identifier: Apache-2.0
// The filters run in the kernel on a pair of local sockets, which needs no privilege: what arrives has passed.
#include "icmp/socket_filter.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include "core/unique_fd.hpp"
#include "support/packets.hpp"

using namespace reachd;
using core::family;
using test::bytes;
using test::ip;

namespace {

constexpr std::uint16_t ours = 0xabcd;

class filtered_pair {
 public:
  explicit filtered_pair(core::family of_family) {
    int ends[2] = {-1, -1};
    REQUIRE(::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    near_.reset(ends[0]);
    far_.reset(ends[1]);
    auto code = icmp::echo_filter(of_family, ours);
    const sock_fprog filter{.len = static_cast<unsigned short>(code.size()), .filter = code.data()};
    REQUIRE(::setsockopt(far_.get(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0);
  }
  /// Whether the whole packet comes through.
  bool passes(const bytes& packet) {
    ::send(near_.get(), packet.data(), packet.size(), 0);
    bytes got(2048);
    return ::recv(far_.get(), got.data(), got.size(), 0) == static_cast<ssize_t>(packet.size());
  }

 private:
  core::unique_fd near_, far_;
};

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
  filtered_pair pair(family::v4);
  CHECK(pair.passes(v4(test::echo(0, ours, 1, test::counting(56)))));
  CHECK(pair.passes(v4(test::echo(0, ours, 1, test::counting(56)), bytes(40))));
  CHECK(pair.passes(v4(test::echo(0, ours, 1, {}, 7))));
  bytes damaged = v4(test::echo(0, ours, 1, test::counting(56)));
  damaged[60] ^= std::byte{1};
  CHECK(pair.passes(damaged));
}

TEST_CASE("v4: other idents, cut replies and requests do not pass") {
  filtered_pair pair(family::v4);
  CHECK_FALSE(pair.passes(v4(test::echo(0, 0x1234, 1, test::counting(56)))));
  CHECK_FALSE(pair.passes(v4(test::echo(8, ours, 1, test::counting(56)))));
  bytes cut = v4(test::echo(0, ours, 1, {}));
  cut.resize(24);
  CHECK_FALSE(pair.passes(cut));
}

TEST_CASE("v4: errors that quote a request of ours pass, behind inner and outer options too") {
  filtered_pair pair(family::v4);
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

TEST_CASE("v6: replies with our ident and errors that quote a request of ours pass, nothing else") {
  filtered_pair pair(family::v6);
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
