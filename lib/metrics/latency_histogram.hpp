// SPDX-License-Identifier: Apache-2.0
// A distribution of delays of the daemon itself. Role: fed once a turn or once a probe on the loop thread, without
// allocation or lock; copied whole into the numbers of a scrape.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/time.hpp"

namespace reachd::metrics {

struct latency_histogram {
  /// Upper edges, inclusive; what is above the last one is in +Inf.
  static constexpr std::array<std::int64_t, 13> edges_ns = {
      100'000,    250'000,    500'000,     1'000'000,   2'500'000,   5'000'000,    10'000'000,
      25'000'000, 50'000'000, 100'000'000, 250'000'000, 500'000'000, 1'000'000'000};

  std::array<std::uint64_t, edges_ns.size() + 1> counts{};  // not cumulative
  core::nanoseconds sum{};

  /// A negative delay, early by rounding, counts as none.
  void record(core::nanoseconds delay) {
    const std::int64_t ns = std::max<std::int64_t>(delay.count(), 0);
    const auto edge = std::lower_bound(edges_ns.begin(), edges_ns.end(), ns);
    ++counts[static_cast<std::size_t>(edge - edges_ns.begin())];
    sum += core::nanoseconds(ns);
  }
};

}  // namespace reachd::metrics
