// SPDX-License-Identifier: Apache-2.0
// The distribution of a target's round-trip times. Role: one sparse sketch from which the classic buckets are derived
// exactly, and native ones of schema 3 can be.
// Owner: a series. Invariant: count() is the sum of all cells, so neither form ever guesses.
#pragma once

#include <array>
#include <cstdint>

#include "core/time.hpp"
#include "stats/bucket.hpp"
#include "stats/sketch.hpp"

namespace reachd::stats {

class histogram {
 public:
  /// Counts of the classic buckets, not cumulative; the last is +Inf.
  using classic_counts = std::array<std::uint64_t, classic_edges + 1>;

  void record(core::nanoseconds rtt);
  std::uint64_t count() const { return count_; }
  core::nanoseconds sum() const { return sum_; }
  classic_counts classic() const;

  template <typename Self, typename Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.cells_, self.sum_);
    if constexpr (Archive::loads) self.count_ = self.counted();
  }

 private:
  std::uint64_t counted() const;

  sketch cells_;
  std::uint64_t count_ = 0;
  core::nanoseconds sum_{};
};

}  // namespace reachd::stats
