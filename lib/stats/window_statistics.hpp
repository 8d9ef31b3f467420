// SPDX-License-Identifier: Apache-2.0
// The figures of one target over one window. Role: the answer that page, command line and metrics read; plain values.
// Invariant: what was not measured is absent and never 0: no loss without a sample, no round-trip time without a reply
// (RFC 2681). A probe belongs to the window in which it ended.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/time.hpp"
#include "stats/quantiles.hpp"
#include "stats/tally.hpp"
#include "stats/wilson.hpp"

namespace reachd::stats {

enum class window : std::uint8_t { ten_seconds, minute, five_minutes, hour };
inline constexpr std::size_t window_count = 4;
inline constexpr std::array<std::string_view, window_count> window_names = {"10s", "1m", "5m", "1h"};
constexpr std::string_view name_of(window value) { return window_names[static_cast<std::size_t>(value)]; }
constexpr core::nanoseconds length_of(window value) {
  constexpr std::array<std::chrono::seconds, window_count> lengths = {std::chrono::seconds(10), std::chrono::minutes(1),
                                                                      std::chrono::minutes(5), std::chrono::hours(1)};
  return lengths[static_cast<std::size_t>(value)];
}

/// RFC 6673: failed / samples.
struct loss_statistics {
  double share = 0;
  share_interval within;  // at 95 %
};

struct rtt_statistics {
  core::nanoseconds min{};
  core::nanoseconds mean{};
  core::nanoseconds max{};
  core::nanoseconds deviation{};  // standard deviation of these replies (the population's), 0 with one of them
  core::nanoseconds p50{};        // the quantiles are exact in windows up to a minute, else less than 9.1 % off
  core::nanoseconds p90{};
  core::nanoseconds p99{};
  /// Mean of |RTT - RTT before| over neighbours (the IPDV of RFC 5481, without its sign); absent without such a pair.
  std::optional<core::nanoseconds> difference;

  /// Delay variation as the PDV of RFC 5481: a quantile less the window's minimum.
  core::nanoseconds variation_p50() const { return p50 - min; }
  core::nanoseconds variation_p99() const { return p99 - min; }
};

struct window_statistics {
  /// How far back from now the figures reach: shorter than the window when the target is younger or has more events in
  /// it than are kept, longer by up to a slice in the windows above a minute.
  core::nanoseconds covered{};
  event_counts counts;
  std::optional<loss_statistics> loss;
  std::optional<rtt_statistics> rtt;
};

/// `at`: of the replies in `totals`, if there are any.
window_statistics summarise(const tally& totals, const quantiles& at, core::nanoseconds covered);

}  // namespace reachd::stats
