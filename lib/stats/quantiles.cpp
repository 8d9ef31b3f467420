// SPDX-License-Identifier: Apache-2.0
#include "stats/quantiles.hpp"

#include <algorithm>
#include <cmath>

namespace reachd::stats {
namespace {

std::uint64_t rank_of(unsigned percent, std::uint64_t count) { return (count * percent + 99) / 100; }

core::nanoseconds whole(std::uint64_t ns) { return core::nanoseconds(static_cast<std::int64_t>(ns)); }

}  // namespace

quantiles quantiles_of(std::vector<std::uint64_t>& values) {
  auto begin = values.begin();
  const auto next = [&](unsigned percent) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank_of(percent, values.size()) - 1);
    std::nth_element(begin, at, values.end());
    begin = at;
    return whole(*at);
  };
  if (values.empty()) return {};
  quantiles found;
  found.p50 = next(50);
  found.p90 = next(90);
  found.p99 = next(99);
  return found;
}

quantiles quantiles_of(const slice& some) {
  const tally& totals = some.totals;
  if (totals.counts.replies == 0) return {};
  const auto value_at = [&](unsigned percent) {
    const double value = some.rtts.value_at(rank_of(percent, totals.counts.replies));
    return whole(std::clamp(static_cast<std::uint64_t>(std::llround(value)), totals.min, totals.max));
  };
  return {value_at(50), value_at(90), value_at(99)};
}

}  // namespace reachd::stats
