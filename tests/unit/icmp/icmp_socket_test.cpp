// SPDX-License-Identifier: Apache-2.0
// Real sockets on loopback: raw where permitted, and the ping socket in a namespace that permits it.
#include "icmp/icmp_socket.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <cstdlib>

#include "support/namespace.hpp"
#include "support/real_echo.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using core::family;
using core::outcome;
using core::stamp_source;
using icmp::reject_reason;
using test::bytes;
using test::ip;
using test::real_echo;

namespace {

const char* home(core::family of_family) { return of_family == family::v4 ? "127.0.0.1" : "::1"; }

/// A raw socket that sends what nobody should believe.
class forger {
 public:
  explicit forger(core::family of_family)
      : family_(of_family),
        fd_(::socket(of_family == family::v4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC,
                     of_family == family::v4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6})) {}
  /// The kernel fills in a v6 checksum unless told not to.
  void keep_checksums() {
    const int none = -1;
    REQUIRE(::setsockopt(fd_.get(), SOL_RAW, IPV6_CHECKSUM, &none, sizeof none) == 0);
  }
  void send(const bytes& message) {
    const auto to = core::endpoint{.address = ip(home(family_)), .port = 0}.to_socket_address();
    REQUIRE(::sendto(fd_.get(), message.data(), message.size(), 0, to.get(), to.length) ==
            static_cast<ssize_t>(message.size()));
  }
  /// An ICMP error that quotes a request to ourselves.
  void send_error(std::uint16_t ident, std::uint16_t sequence, const bytes& payload = {}) {
    const core::address self = ip(home(family_));
    const bool v4 = family_ == family::v4;
    const bytes request = test::echo(v4 ? 8 : 128, ident, sequence, payload);
    send(test::icmp(v4 ? 3 : 1, 1, bytes(4), v4 ? test::ipv4(self, self, request) : test::ipv6(self, self, request)));
  }

 private:
  core::family family_;
  core::unique_fd fd_;
};

/// Echoes to ourselves by whatever socket is there; all answered, all stamped by the kernel.
void echo_to_ourselves(core::family of_family, icmp::socket_kind kind) {
  real_echo world(of_family);
  REQUIRE(static_cast<bool>(world));
  REQUIRE(world.socket->kind() == kind);
  for (std::uint32_t target = 0; target < 300; ++target) world.begin(home(of_family), 10s, target);
  world.run();
  CHECK(world.log.count(outcome::reply) == 300);
  for (const auto& entry : world.log.ended) {
    CHECK(entry.result.rtt > 0ns);
    CHECK(entry.result.send_stamp == stamp_source::kernel);
    CHECK(entry.result.receive_stamp == stamp_source::kernel);
    CHECK(entry.result.ttl == 64);  // net.ipv4.ip_default_ttl, net.ipv6.conf.lo.hop_limit: IANA's recommendation
  }
  std::uint64_t rejected = 0;
  for (const std::uint64_t count : world.pinger.counters().rejected) rejected += count;
  CHECK(rejected == 0);
}

bool raw_permitted() {
  const core::unique_fd fd(::socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP));
  if (!fd) MESSAGE("skipped: raw sockets are not permitted here");
  return static_cast<bool>(fd);
}

/// What the socket gives next, empty when nothing comes within a second.
template <typename Read>
auto wait_for(icmp::icmp_socket& socket, Read read) {
  auto got = read();
  for (int tries = 0; got.empty() && tries < 100; ++tries) {
    pollfd ready{.fd = socket.fd(), .events = POLLIN | POLLPRI, .revents = 0};
    ::poll(&ready, 1, 10);
    got = read();
  }
  return got;
}

}  // namespace

TEST_CASE("raw sockets echo to ourselves over both families, stamped by the kernel both ways") {
  if (!raw_permitted()) return;
  echo_to_ourselves(family::v4, icmp::socket_kind::raw);
  echo_to_ourselves(family::v6, icmp::socket_kind::raw);
}

TEST_CASE("the buffers that were granted can be read") {
  const auto socket = test::open_or_skip(family::v4, 1);
  if (!socket) return;
  CHECK(socket->receive_buffer() > 200'000);
  CHECK(socket->send_buffer() > 200'000);
}

TEST_CASE("forged and damaged replies with our ident reach us and are counted, others' stay in the kernel") {
  if (!raw_permitted()) return;
  for (const core::family of_family : {family::v4, family::v6}) {
    real_echo world(of_family);
    REQUIRE(static_cast<bool>(world));
    forger forging(of_family);
    const int reply = of_family == family::v4 ? 0 : 129;
    forging.send(test::echo(reply, world.socket->ident(), 0, test::counting(56)));
    forging.send(test::echo(reply, world.socket->ident(), 0, test::counting(56), 7));
    forging.send(test::echo(reply, world.socket->ident(), 0, {}));
    forging.send(test::echo(reply, static_cast<std::uint16_t>(world.socket->ident() + 1), 0, test::counting(56)));
    forging.send_error(world.socket->ident(), 7);
    world.begin(home(of_family), 10s);
    world.run();
    CHECK(world.log.count(outcome::reply) == 1);
    const icmp::counters& seen = world.pinger.counters();
    CHECK(seen.of(reject_reason::token) == 1);
    CHECK(seen.of(reject_reason::code) == 1);
    CHECK(seen.of(reject_reason::short_packet) == 1);
    CHECK(seen.of(reject_reason::icmp_error) == 1);
    CHECK(seen.receive_queue_drops == 0);
  }
}

TEST_CASE("a reply with a wrong checksum is counted as that, whoever verifies it") {
  if (!raw_permitted()) return;
  for (const core::family of_family : {family::v4, family::v6}) {
    real_echo world(of_family);
    REQUIRE(static_cast<bool>(world));
    forger forging(of_family);
    if (of_family == family::v6) forging.keep_checksums();
    bytes damaged = test::echo(of_family == family::v4 ? 0 : 129, world.socket->ident(), 0, test::counting(56));
    damaged[20] ^= std::byte{1};
    forging.send(damaged);
    world.begin(home(of_family), 10s);
    world.run();
    CHECK(world.log.count(outcome::reply) == 1);
    CHECK(world.pinger.counters().of(reject_reason::checksum) == 1);
    CHECK(world.pinger.counters().receive_queue_drops == 0);
  }
}

TEST_CASE("an ICMP error about another packet that waits in the socket is not blamed on the next send") {
  if (!raw_permitted()) return;
  for (const core::family of_family : {family::v4, family::v6}) {
    real_echo world(of_family);
    REQUIRE(static_cast<bool>(world));
    forger forging(of_family);
    forging.send_error(world.socket->ident(), 999);
    int pending = 0;
    for (int tries = 0; pending == 0 && tries < 1000; ++tries) {
      pollfd ready{.fd = world.socket->fd(), .events = POLLPRI, .revents = 0};
      pending = ::poll(&ready, 1, 1);
    }
    REQUIRE(pending == 1);
    const core::address self = ip(home(of_family));
    const bytes message = test::echo(of_family == family::v4 ? 8 : 128, world.socket->ident(), 3, test::counting(56));
    icmp::outgoing packet{.destination = self, .packet = message};
    world.socket->send(std::span(&packet, 1));
    CHECK(packet.error == 0);
  }
}

TEST_CASE("a raw socket tells of an ICMP error once, as a packet") {
  if (!raw_permitted()) return;
  for (const core::family of_family : {family::v4, family::v6}) {
    const auto socket = test::open_or_skip(of_family, 0x7777);
    REQUIRE(socket != nullptr);
    forger(of_family).send_error(0x7777, 5);
    CHECK(wait_for(*socket, [&] { return socket->receive(); }).size() == 1);
    const auto notices = wait_for(*socket, [&] { return socket->collect(); });
    REQUIRE(notices.size() == 1);
    CHECK(notices[0].kind == icmp::notice::kind::other);
  }
}

TEST_CASE("a receive queue that overflows is counted at once, without another packet") {
  if (!raw_permitted()) return;
  for (const core::family of_family : {family::v4, family::v6}) {
    const auto secret = icmp::random_run_secret().value();
    auto socket = icmp::icmp_socket::open({.family = of_family}, {.ident = secret.ident, .buffer_bytes = 1}).value();
    forger forging(of_family);
    const int reply = of_family == family::v4 ? 0 : 129;
    for (int count = 0; count < 100; ++count) forging.send(test::echo(reply, secret.ident, 0, test::counting(56)));
    const std::uint64_t dropped = socket->drops().overflow;
    CHECK(dropped > 0);
    std::uint64_t kept = 0;
    for (auto packets = socket->receive(); !packets.empty(); packets = socket->receive()) kept += packets.size();
    CHECK(kept + dropped == 100);
    CHECK(socket->drops().overflow == dropped);
    CHECK(socket->drops().checksum == 0);
  }
}

TEST_CASE("a send that the routes refuse has its errno") {
  const auto socket = test::open_or_skip(family::v4, 1);
  if (!socket) return;
  const bytes message = test::echo(8, 1, 1, test::counting(56));
  icmp::outgoing packet{.destination = ip("255.255.255.255"), .packet = message};
  socket->send(std::span(&packet, 1));
  CHECK((packet.error == EACCES || packet.error == ENETUNREACH));
}

TEST_CASE("ping sockets echo to ourselves where raw is refused" * doctest::skip()) {
  REQUIRE(test::drop_network_capabilities());
  echo_to_ourselves(family::v4, icmp::socket_kind::ping);
  echo_to_ourselves(family::v6, icmp::socket_kind::ping);
}
TEST_CASE("in a new namespace: ping sockets") {
  test::run_in_new_namespace("ping sockets echo to ourselves where raw is refused",
                             {.loopback_up = true, .ping_for_all = true});
}

TEST_CASE("a ping socket tells of an ICMP error by its error queue" * doctest::skip()) {
  for (const core::family of_family : {family::v4, family::v6}) {
    forger forging(of_family);
    const pid_t child = ::fork();
    if (child != 0) {
      int status = -1;
      ::waitpid(child, &status, 0);
      CHECK(status == 0);
      continue;
    }
    REQUIRE(test::drop_network_capabilities());
    const auto socket = icmp::icmp_socket::open({.family = of_family}, {}).value();
    forging.send_error(socket->ident(), 5, test::counting(56));
    const auto notices = wait_for(*socket, [&] { return socket->collect(); });
    const core::address self = ip(home(of_family));
    bool right = socket->kind() == icmp::socket_kind::ping && notices.size() == 1 &&
                 notices[0].kind == icmp::notice::kind::icmp_error && notices[0].destination == self &&
                 notices[0].cause.sender == self && notices[0].cause.type == (of_family == family::v4 ? 3 : 1) &&
                 notices[0].cause.code == 1;
    if (right) {
      const auto quoted = wire::parse_echo_request(notices[0].packet, of_family);
      right = quoted && quoted->sequence == 5 && quoted->payload.size() == 56;
    }
    ::_exit(right ? 0 : 1);
  }
}
TEST_CASE("in a new namespace: errors of ping sockets") {
  test::run_in_new_namespace("a ping socket tells of an ICMP error by its error queue",
                             {.loopback_up = true, .ping_for_all = true});
}

/// Nothing that is sent over loopback fits into its queue from now on. False: the kernel or the machine lacks what that
/// takes.
bool fill_queue_of_loopback() {
  constexpr const char* command =
      "PATH=$PATH:/usr/sbin:/sbin tc qdisc replace dev lo root tbf rate 8bit burst 40b limit 40b 2>/dev/null";
  return std::system(command) == 0;
}

/// A send into a full queue of ours, by a socket of that kind.
int error_of_full_queue(core::family of_family, icmp::socket_kind kind) {
  const auto socket = icmp::icmp_socket::open({.family = of_family}, {.ident = 0x4242}).value();
  CHECK(socket->kind() == kind);
  const bytes message = test::echo(of_family == family::v4 ? 8 : 128, socket->ident(), 1, test::counting(56));
  icmp::outgoing packet{.destination = ip(home(of_family)), .packet = message};
  socket->send(std::span(&packet, 1));
  return packet.error;
}

TEST_CASE("a full queue of ours is told as ENOBUFS, which a raw socket hides by default" * doctest::skip()) {
  if (!fill_queue_of_loopback()) {
    MESSAGE("skipped: no tc, or a kernel without its tbf");
    return;
  }
  for (const core::family of_family : {family::v4, family::v6}) {
    CHECK(error_of_full_queue(of_family, icmp::socket_kind::raw) == ENOBUFS);
  }
  REQUIRE(test::drop_network_capabilities());
  CHECK(error_of_full_queue(family::v4, icmp::socket_kind::ping) == ENOBUFS);
  // Linux net/ipv6/ping.c does not look at what became of the packet: the one case in which our own queue goes unseen.
  const int unseen = error_of_full_queue(family::v6, icmp::socket_kind::ping);
  CHECK((unseen == 0 || unseen == ENOBUFS));
}
TEST_CASE("in a new namespace: a full queue of ours") {
  test::run_in_new_namespace("a full queue of ours is told as ENOBUFS*", {.loopback_up = true, .ping_for_all = true});
}
