// SPDX-License-Identifier: Apache-2.0
// The distribution of a target's round-trip times. Role: one sparse sketch from which the classic buckets are derived
// exactly, and native ones of schema 3 (factor 2^(1/8), Prometheus native histograms) can be.
// Owner: a series. Invariant: count() is the sum of all cells. A cell is one native bucket, cut in two where an edge of
// the classic buckets runs through it, so that neither form ever guesses. Shape: 8 bytes a cell in use, none at first.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/time.hpp"

namespace reachd::stats {

/// Upper edges of the classic buckets: 50 us * 2^n; what is above the last one is in +Inf.
inline constexpr std::size_t classic_edges = 20;
constexpr core::nanoseconds classic_edge(std::size_t n) { return core::nanoseconds(std::int64_t{50'000} << n); }

class histogram {
 public:
  /// Counts of the classic buckets, not cumulative; the last is +Inf.
  using classic_counts = std::array<std::uint64_t, classic_edges + 1>;

  void record(core::nanoseconds rtt);
  std::uint64_t count() const { return count_; }
  core::nanoseconds sum() const { return sum_; }
  classic_counts classic() const;

 private:
  // A cell: key in the upper 16 bits, count in the lower 48; the cells are sorted by key.
  static constexpr int count_bits = 48;

  std::vector<std::uint64_t> cells_;
  std::uint64_t count_ = 0;
  core::nanoseconds sum_{};
};

}  // namespace reachd::stats
