// SPDX-License-Identifier: Apache-2.0
#include "stats/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace reachd::stats {
namespace {

constexpr int classic_bits = 5;
constexpr int native_offset = 256;  // 1 ns is native bucket -239

/// The bucket n with edge(n-1) < value <= edge(n), in whole nanoseconds.
std::uint64_t classic_bucket(std::int64_t ns) {
  const auto steps = static_cast<std::uint64_t>(std::max<std::int64_t>(ns - 1, 0)) / 50'000;
  return std::min<std::uint64_t>(static_cast<std::uint64_t>(std::bit_width(steps)), classic_edges);
}

/// The bucket i with 2^((i-1)/8) < seconds <= 2^(i/8).
int native_bucket(std::int64_t ns) {
  return static_cast<int>(std::ceil(std::log2(static_cast<double>(std::max<std::int64_t>(ns, 1)) * 1e-9) * 8));
}

std::uint64_t cell_key(std::int64_t ns) {
  return static_cast<std::uint64_t>(native_bucket(ns) + native_offset) << classic_bits | classic_bucket(ns);
}

}  // namespace

void histogram::record(core::nanoseconds rtt) {
  const std::uint64_t first = cell_key(rtt.count()) << count_bits;
  const auto at = std::lower_bound(cells_.begin(), cells_.end(), first);
  if (at != cells_.end() && *at >> count_bits == first >> count_bits) {
    ++*at;
  } else {
    cells_.insert(at, first + 1);
  }
  ++count_;
  sum_ += rtt;
}

histogram::classic_counts histogram::classic() const {
  classic_counts counts{};
  for (const std::uint64_t cell : cells_) {
    const std::uint64_t bucket = cell >> count_bits & ((1U << classic_bits) - 1);
    counts[bucket] += cell & ((std::uint64_t{1} << count_bits) - 1);
  }
  return counts;
}

}  // namespace reachd::stats
