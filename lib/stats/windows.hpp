// SPDX-License-Identifier: Apache-2.0
// A target's recent past in four windows. Role: takes each event once and answers for the last 10 s, minute, 5 minutes
// and hour. The short two are exact, from the events themselves. The long two are put together from slices: whole
// minutes (the current and 5 before it) and whole ten minutes (the current and 6), so they reach 5 to 6 and 60 to
// 70 minutes back; a minute that ends is merged into its ten.
// Owner: a series. Pure: time is an argument. Invariant: an event is in the open minute or in both logs, never in
// between.
#pragma once

#include <cstdint>

#include "core/time.hpp"
#include "stats/recent.hpp"
#include "stats/slice.hpp"
#include "stats/slice_log.hpp"
#include "stats/window_statistics.hpp"

namespace reachd::stats {

class windows {
 public:
  /// The RTT of a reply is cut at recent::largest_value. `at` does not go back.
  void add(event happened, core::instant at);

  /// `now` before the last event counts as its time.
  window_statistics over(window which, core::instant now) const;
  const recent& events() const { return recent_; }

 private:
  void close_minute();
  window_statistics short_window(core::nanoseconds length, core::instant now) const;
  window_statistics long_window(window which, core::instant now) const;

  recent recent_;
  slice open_;
  slice_log minutes_;
  slice_log tens_;
  std::int64_t open_minute_ = 0;  // since the clock's origin
  rtt_before before_;
  core::instant first_ = core::instant::max();  // of the events
  core::instant last_ = core::instant::min();
};

}  // namespace reachd::stats
