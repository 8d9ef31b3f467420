// SPDX-License-Identifier: Apache-2.0
// How a probe ended. Role: the vocabulary shared by those who probe, those who remember and those who show.
// Invariant: every probe that began ends exactly once, as one of these. A lost probe has no RTT, never 0 (RFC 2681).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/address.hpp"
#include "core/time.hpp"

namespace reachd::core {

enum class outcome : std::uint8_t {
  reply,        // answered in time and as expected
  lost,         // the deadline passed in silence
  unreachable,  // an ICMP error quoted the probe, or the neighbour did not answer
  refused,      // TCP RST to our SYN
  mismatch,     // answered, but not as expected
  local_error,  // we could not send or start it: never loss, never a step towards down
  stopped,      // removed or shut down while in flight
};
inline constexpr std::size_t outcome_count = 7;
inline constexpr std::array<std::string_view, outcome_count> outcome_names = {
    "reply", "lost", "unreachable", "refused", "mismatch", "local_error", "stopped"};

constexpr std::string_view name_of(outcome value) { return outcome_names[static_cast<std::size_t>(value)]; }

/// A step towards `down`.
constexpr bool is_failure(outcome value) {
  return value == outcome::lost || value == outcome::unreachable || value == outcome::refused ||
         value == outcome::mismatch;
}

/// Where a time stamp came from.
enum class stamp_source : std::uint8_t { none, kernel, user };

/// The ICMP error behind an `unreachable`: type and code as on the wire, and who sent it.
struct icmp_cause {
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  address sender;
};

struct probe_result {
  core::outcome outcome = outcome::lost;
  nanoseconds rtt{};                             // with `reply` only
  int errno_value = 0;                           // with `local_error`: why
  icmp_cause cause;                              // with `unreachable`, when an ICMP error said so
  wall_time sent{};                              // the send stamp, 0 when nothing was sent
  stamp_source send_stamp = stamp_source::none;  // of `sent`
  stamp_source receive_stamp = stamp_source::none;
  std::uint8_t ttl = 0;               // of the reply's IP header; 0: unknown
  instant sent_at{};                  // when it was sent, monotonic; the epoch when nothing was sent
  std::uint32_t syn_retransmits = 0;  // tcp
};

/// Names one target slot for as long as it holds the same target: never a pointer.
struct target_id {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;
  bool operator==(const target_id&) const = default;
};

}  // namespace reachd::core
