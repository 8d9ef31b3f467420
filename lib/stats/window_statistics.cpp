// SPDX-License-Identifier: Apache-2.0
#include "stats/window_statistics.hpp"

#include <cmath>

namespace reachd::stats {
namespace {

core::nanoseconds whole(double ns) { return core::nanoseconds(std::llround(ns)); }
core::nanoseconds whole(std::uint64_t ns) { return core::nanoseconds(static_cast<std::int64_t>(ns)); }

core::nanoseconds mean(std::uint64_t sum, std::uint64_t count) {
  return whole(static_cast<double>(sum) / static_cast<double>(count));
}

rtt_statistics rtts_of(const tally& totals, const quantiles& at) {
  const std::uint64_t replies = totals.counts.replies;
  rtt_statistics rtt;
  rtt.min = whole(totals.min);
  rtt.mean = mean(totals.sum, replies);
  rtt.max = whole(totals.max);
  rtt.deviation = whole(std::sqrt(totals.squares / static_cast<double>(replies)));
  rtt.p50 = at.p50;
  rtt.p90 = at.p90;
  rtt.p99 = at.p99;
  if (totals.pairs > 0) rtt.difference = mean(totals.differences, totals.pairs);
  return rtt;
}

}  // namespace

window_statistics summarise(const tally& totals, const quantiles& at, core::nanoseconds covered) {
  window_statistics figures;
  figures.covered = covered;
  figures.counts = totals.counts;
  const std::uint64_t samples = totals.counts.samples();
  if (samples > 0) {
    const std::uint64_t failed = totals.counts.failed;
    figures.loss = {static_cast<double>(failed) / static_cast<double>(samples), wilson_95(failed, samples)};
  }
  if (totals.counts.replies > 0) figures.rtt = rtts_of(totals, at);
  return figures;
}

}  // namespace reachd::stats
