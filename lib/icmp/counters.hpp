// SPDX-License-Identifier: Apache-2.0
// What the pinger has seen that is no outcome of a probe. Role: evidence for the daemon's own metrics. Owner: the
// pinger; others read it on the loop thread. Invariant: only grows, and every packet that passes the socket's filter
// is counted once: as a reply believed, late, duplicate, an ICMP error believed, or rejected for one reason.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>
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
  stale,         // a probe that was stopped or whose target is gone, or too long after one
  icmp_error,    // an ICMP error that fits no probe in flight
};
inline constexpr std::size_t reject_reason_count = 7;
inline constexpr std::array<std::string_view, reject_reason_count> reject_reason_names = {
    "source", "checksum", "code", "short", "token", "stale", "icmp_error"};

enum class direction : std::uint8_t { send, receive };

struct counters {
  /// `checksum` includes what the kernel has dropped for it.
  std::array<std::uint64_t, reject_reason_count> rejected{};
  std::uint64_t late = 0;             // first replies after the deadline, or to a probe that had ended without one
  std::uint64_t duplicate = 0;        // true replies after another one
  std::uint64_t errors_believed = 0;  // ICMP errors about a probe in flight
  /// By direction and core::stamp_source, of the replies believed. `user` where the kernel gave none or a clock step
  /// made it useless.
  std::array<std::array<std::uint64_t, 3>, 2> stamps{};
  std::uint64_t receive_queue_drops = 0;

  std::uint64_t of(reject_reason reason) const { return rejected[static_cast<std::size_t>(reason)]; }
  std::uint64_t of(direction way, core::stamp_source source) const {
    return stamps[static_cast<std::size_t>(way)][static_cast<std::size_t>(source)];
  }
  /// Replies that ended their probe.
  std::uint64_t believed() const {
    const auto& received = stamps[static_cast<std::size_t>(direction::receive)];
    return std::accumulate(received.begin(), received.end(), std::uint64_t{0});
  }
  /// All packets, each once.
  std::uint64_t packets() const {
    return std::accumulate(rejected.begin(), rejected.end(), believed() + late + duplicate + errors_believed);
  }
  void add(reject_reason reason) { ++rejected[static_cast<std::size_t>(reason)]; }
  void add(direction way, core::stamp_source source) {
    ++stamps[static_cast<std::size_t>(way)][static_cast<std::size_t>(source)];
  }
};

}  // namespace reachd::icmp
