// SPDX-License-Identifier: Apache-2.0
// Counts and sums over some stretch of a target's past. Role: what every figure but the quantiles is computed from.
// Owner: a slice, or an answer in the making. Pure values: two tallies merge into that of both stretches.
// Invariant: without a reply all that concerns round-trip times is zero.
#pragma once

#include <cstdint>

#include "stats/event.hpp"

namespace reachd::stats {

struct event_counts {
  std::uint64_t replies = 0;
  std::uint64_t failed = 0;  // lost, unreachable, refused, mismatch
  std::uint64_t local_errors = 0;
  std::uint64_t skipped = 0;
  std::uint64_t late = 0;
  std::uint64_t duplicates = 0;

  /// What loss is a share of (RFC 6673): what we could not send says nothing of the network.
  std::uint64_t samples() const { return replies + failed; }
  bool operator==(const event_counts&) const = default;
};

/// The RTT of the probe before, when that was answered: what a difference of neighbours is taken from.
struct rtt_before {
  static constexpr std::uint64_t none = UINT64_MAX;
  std::uint64_t ns = none;
};

struct tally {
  event_counts counts;
  // Of the replies' round-trip times, in ns.
  std::uint64_t sum = 0;
  std::uint64_t min = 0;
  std::uint64_t max = 0;
  std::uint64_t differences = 0;  // sum of |RTT - RTT before| over `pairs`
  std::uint64_t pairs = 0;        // neighbours that were both answered: else RFC 3393 has no difference
  double squares = 0;             // sum of (RTT - mean)^2, which unlike a sum of RTT^2 loses nothing to rounding

  bool empty() const { return counts == event_counts{}; }
  /// A probe that failed parts its neighbours; one that was never sent, and what arrives besides, does not.
  void add(event happened, rtt_before& before);
  void merge(const tally& other);

 private:
  void add_reply(std::uint64_t rtt, rtt_before& before);
};

}  // namespace reachd::stats
