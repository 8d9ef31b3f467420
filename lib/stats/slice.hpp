// SPDX-License-Identifier: Apache-2.0
// All that is kept of one stretch of a target's past: a tally and the distribution of its round-trip times.
// Role: what long windows are put together from. Owner: windows, one open slice a target; closed ones are packed in a
// slice_log. Invariant: the sketch counts as many round-trip times as the tally does replies.
#pragma once

#include "stats/sketch.hpp"
#include "stats/tally.hpp"

namespace reachd::stats {

struct slice {
  tally totals;
  sketch rtts;

  bool empty() const { return totals.empty(); }
  void add(event happened, rtt_before& before);
  void merge(const slice& other);
  /// Forgets everything and keeps the memory.
  void clear();
};

}  // namespace reachd::stats
