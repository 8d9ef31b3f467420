// SPDX-License-Identifier: Apache-2.0
// A distribution as counted buckets. Role: what histogram and slice hold of round-trip times; it can be merged and
// asked for a rank. Owner: either of them. Invariant: the cells are sorted by key, one cell a key, none is zero.
// Shape: 8 bytes a bucket in use, none at first.
#pragma once

#include <cstdint>
#include <vector>

#include "stats/bucket.hpp"

namespace reachd::stats {

class sketch {
 public:
  struct cell {
    bucket_key key;
    std::uint64_t count;
    bool operator==(const cell&) const = default;
  };

  /// `count` is below 2^48, together with what the bucket holds.
  void add(bucket_key key, std::uint64_t count = 1);
  /// Forgets everything and keeps the memory.
  void clear() { cells_.clear(); }

  std::size_t size() const { return cells_.size(); }
  cell operator[](std::size_t at) const { return {key_in(cells_[at]), cells_[at] & count_mask}; }

  /// The value of that rank, from 1 to the number of values, in nanoseconds: interpolated inside its bucket, so it
  /// differs from the true one by less than the factor 2^(1/8).
  double value_at(std::uint64_t rank) const;

  template <typename Self, typename Archive>
  static void keep(Self& self, Archive& archive) {
    archive.sequence(self.cells_, most_cells, [](auto& each, auto& one) {
      bucket_key key = key_in(one);
      std::uint64_t count = one & count_mask;
      each(key, count);
      if constexpr (Archive::loads) {
        each.require(count <= count_mask);
        one = std::uint64_t{key} << count_bits | (count & count_mask);
      }
    });
    archive.require(self.well_formed());
  }

 private:
  static constexpr std::size_t most_cells = 1 << 14;
  bool well_formed() const;

  // A cell: key in the upper 16 bits, count in the lower 48.
  static constexpr int count_bits = 48;
  static constexpr std::uint64_t count_mask = (std::uint64_t{1} << count_bits) - 1;
  static bucket_key key_in(std::uint64_t cell) { return static_cast<bucket_key>(cell >> count_bits); }

  std::vector<std::uint64_t> cells_;
};

}  // namespace reachd::stats
