// SPDX-License-Identifier: Apache-2.0
// A pinger in a scripted world that listens: what arrives is judged while one echo is in flight.
#pragma once

#include <doctest/doctest.h>

#include "icmp/pinger.hpp"
#include "support/echo_log.hpp"

namespace reachd::test {

using namespace std::chrono_literals;

struct listening_world : scripted_world {
  /// Delivers `message` while one echo to `destination` is in flight, and says why it was not believed; the echo must
  /// not have ended by it.
  std::uint64_t rejected(icmp::reject_reason why, const core::address& source, const bytes& message) {
    (source.family() == core::family::v4 ? v4 : v6).deliver(loop.now(), source, message);
    const std::uint64_t before = pinger.counters().of(why);
    loop.run_for(1ms);
    CHECK(log.ended.empty());
    return pinger.counters().of(why) - before;
  }
  std::uint64_t rejected_in_all() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t count : pinger.counters().rejected) sum += count;
    return sum;
  }
  bytes quote_of(const scripted_port::request& request, std::size_t icmp_bytes = 64) const {
    bytes packet = request.packet;
    packet.resize(std::min(packet.size(), icmp_bytes));
    // The length in the quoted header stays that of the whole packet.
    bytes quoted = request.destination.family() == core::family::v4
                       ? ipv4(ip("192.0.2.1"), request.destination, request.packet)
                       : ipv6(ip("2001:db8::1"), request.destination, request.packet);
    quoted.resize(quoted.size() - request.packet.size() + packet.size());
    return quoted;
  }
};

}  // namespace reachd::test
