// SPDX-License-Identifier: Apache-2.0
// What the daemon's parts count about themselves, as plain values. Role: filled on the loop thread at a scrape from
// the statistics of its parts, then rendered on any thread. Counters run from the start of the process and never fall.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "metrics/latency_histogram.hpp"

namespace reachd::metrics {

/// Packets received that were not the answer to a probe in flight, by reason.
struct rejected_numbers {
  std::uint64_t source = 0;
  std::uint64_t checksum = 0;
  std::uint64_t code = 0;
  std::uint64_t too_short = 0;  // reason="short"
  std::uint64_t token = 0;
  std::uint64_t stale = 0;
  std::uint64_t icmp_error = 0;
};

struct stamp_numbers {
  std::uint64_t send_kernel = 0;
  std::uint64_t send_user = 0;
  std::uint64_t receive_kernel = 0;
  std::uint64_t receive_user = 0;
};

struct resolver_numbers {
  std::uint64_t lookups = 0;   // ended, failed ones included
  std::uint64_t failures = 0;  // of these
  std::uint64_t in_flight = 0;
  std::uint64_t queued = 0;
  core::nanoseconds lookup_time{};  // of all `lookups` together, waiting not included
};

/// Times in which nothing was measured.
struct gap_numbers {
  std::uint64_t count = 0;
  core::nanoseconds lasted{};  // together
};

/// The state file, where there is a state directory.
struct state_numbers {
  std::optional<core::wall_time> saved;  // last
  std::uint64_t errors = 0;
};

/// A way out that is judged.
struct uplink_number {
  std::string_view way;
  bool up = false;
};

struct self_numbers {
  latency_histogram loop_lag;
  latency_histogram send_lateness;
  gap_numbers stalled;
  gap_numbers suspended;
  gap_numbers restarted;
  state_numbers state;
  std::vector<uplink_number> uplink;
  rejected_numbers rejected;
  std::uint64_t receive_queue_drops = 0;
  stamp_numbers stamps;
  resolver_numbers resolver;
  std::array<std::uint64_t, 6> web_answers{};  // by the first digit of the status code
  std::uint64_t web_connections = 0;           // open now
  std::uint64_t targets = 0;                   // configured now
  std::uint64_t exec_unkillable = 0;           // programs that were killed and have not ended
};

}  // namespace reachd::metrics
