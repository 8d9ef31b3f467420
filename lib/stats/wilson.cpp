// SPDX-License-Identifier: Apache-2.0
#include "stats/wilson.hpp"

#include <cmath>

namespace reachd::stats {

share_interval wilson_95(std::uint64_t hits, std::uint64_t samples) {
  constexpr double z = 1.959963984540054;  // 97.5 % of a normal distribution lies below
  const double n = static_cast<double>(samples);
  const double p = static_cast<double>(hits) / n;
  const double scale = 1 + z * z / n;
  const double centre = (p + z * z / (2 * n)) / scale;
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale;
  // At the ends the formula gives exactly 0 and 1, but not in floating point.
  return {hits == 0 ? 0 : centre - half, hits == samples ? 1 : centre + half};
}

}  // namespace reachd::stats
