// SPDX-License-Identifier: Apache-2.0
// A pinger on real sockets, run by poll(2) in place of the loop.
#pragma once

#include <doctest/doctest.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "icmp/icmp_socket.hpp"
#include "icmp/pinger.hpp"
#include "icmp/run_secret.hpp"
#include "support/echo_log.hpp"

namespace reachd::test {

/// The socket, or nullptr with a message where none is permitted.
inline std::unique_ptr<icmp::icmp_socket> open_or_skip(core::family family, std::uint16_t ident) {
  auto opened = icmp::icmp_socket::open({.family = family}, {.ident = ident});
  if (opened) return std::move(*opened);
  MESSAGE("skipped: ", opened.error().message());
  return nullptr;
}

class real_echo {
 public:
  explicit real_echo(core::family family)
      : secret_(icmp::random_run_secret().value()), socket(open_or_skip(family, secret_.ident)) {}

  explicit operator bool() const { return socket != nullptr; }

  void begin(std::string_view address, core::nanoseconds timeout, std::uint32_t target = 0) {
    pinger.begin({.target = {.index = target, .generation = 0},
                  .sequence = begun++,
                  .address = ip(address),
                  .timeout = timeout});
  }
  /// Turns until nothing is in flight.
  void run() {
    clock.turn(socket->now().monotonic);
    while (pinger.in_flight() > 0) {
      pollfd ready{.fd = socket->fd(), .events = POLLIN | POLLPRI, .revents = 0};
      const auto wait = std::chrono::ceil<std::chrono::milliseconds>(clock.next_turn() - socket->now().monotonic);
      ::poll(&ready, 1, static_cast<int>(std::clamp<std::int64_t>(wait.count(), 0, 1000)));
      clock.turn(socket->now().monotonic);
    }
  }

 private:
  icmp::run_secret secret_;

 public:
  std::unique_ptr<icmp::icmp_socket> socket;
  async::scheduler clock{socket ? socket->now().monotonic : core::instant{}};
  echo_log log;
  icmp::pinger pinger{clock, log, of(core::family::v4), of(core::family::v6), {.key = secret_.key}};
  std::uint64_t begun = 0;

 private:
  icmp::packet_port* of(core::family family) const {
    return socket != nullptr && socket->family() == family ? socket.get() : nullptr;
  }
};

}  // namespace reachd::test
