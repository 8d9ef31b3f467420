// SPDX-License-Identifier: Apache-2.0
// What the pinger has seen that is no outcome of a probe. Role: evidence for the daemon's own metrics. Owner: the
// pinger; others read it on the loop thread. Invariant: only grows.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/outcome.hpp"

namespace reachd::icmp {

/// Why a packet that bears our ident was not believed.
enum class reject_reason : std::uint8_t {
  source,        // our token, from another address than the probe went to
  checksum,      // ICMP checksum wrong
  code,          // echo reply with a code
  short_packet,  // ends before what we sent
  token,         // no or a wrong token
  stale,         // a probe that has ended
  icmp_error,    // an ICMP error that fits no probe in flight
};
inline constexpr std::size_t reject_reason_count = 7;
inline constexpr std::array<std::string_view, reject_reason_count> reject_reason_names = {
    "source", "checksum", "code", "short", "token", "stale", "icmp_error"};

enum class direction : std::uint8_t { send, receive };

struct counters {
  std::array<std::uint64_t, reject_reason_count> rejected{};
  /// By direction and core::stamp_source, of the replies believed. `user` where the kernel gave none or a clock step
  /// made it useless.
  std::array<std::array<std::uint64_t, 3>, 2> stamps{};
  std::uint64_t receive_queue_drops = 0;

  std::uint64_t of(reject_reason reason) const { return rejected[static_cast<std::size_t>(reason)]; }
  std::uint64_t of(direction way, core::stamp_source source) const {
    return stamps[static_cast<std::size_t>(way)][static_cast<std::size_t>(source)];
  }
  void add(reject_reason reason) { ++rejected[static_cast<std::size_t>(reason)]; }
  void add(direction way, core::stamp_source source) {
    ++stamps[static_cast<std::size_t>(way)][static_cast<std::size_t>(source)];
  }
};

}  // namespace reachd::icmp
