// SPDX-License-Identifier: Apache-2.0
#include "stats/histogram.hpp"

namespace reachd::stats {

void histogram::record(core::nanoseconds rtt) {
  cells_.add(key_of(rtt));
  ++count_;
  sum_ += rtt;
}

std::uint64_t histogram::counted() const {
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < cells_.size(); ++i) all += cells_[i].count;
  return all;
}

histogram::classic_counts histogram::classic() const {
  classic_counts counts{};
  for (std::size_t i = 0; i < cells_.size(); ++i) counts[classic_bucket(cells_[i].key)] += cells_[i].count;
  return counts;
}

}  // namespace reachd::stats
