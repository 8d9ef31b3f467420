// SPDX-License-Identifier: Apache-2.0
#include "stats/sketch.hpp"

#include <algorithm>

namespace reachd::stats {

void sketch::add(bucket_key key, std::uint64_t count) {
  const std::uint64_t first = std::uint64_t{key} << count_bits;
  const auto at = std::lower_bound(cells_.begin(), cells_.end(), first);
  if (at != cells_.end() && key_in(*at) == key) {
    *at += count;
  } else {
    cells_.insert(at, first + count);
  }
}

bool sketch::well_formed() const {
  for (std::size_t at = 0; at < cells_.size(); ++at) {
    const auto [key, count] = (*this)[at];
    if (key >= most_cells || classic_bucket(key) > classic_edges || count == 0) return false;
    if (at > 0 && key_in(cells_[at - 1]) >= key) return false;
  }
  return true;
}

double sketch::value_at(std::uint64_t rank) const {
  std::uint64_t below = 0;
  for (const std::uint64_t one : cells_) {
    const std::uint64_t count = one & count_mask;
    if (below + count >= rank) {
      const auto [above, up_to] = edges_of(key_in(one));
      return above + (up_to - above) * (static_cast<double>(rank - below) - 0.5) / static_cast<double>(count);
    }
    below += count;
  }
  return 0;
}

}  // namespace reachd::stats
