// SPDX-License-Identifier: Apache-2.0
// What happened to the daemon itself: gaps in which nothing was measured, and outages of the uplink. Role: the log, the
// metrics and the page take it from here. Owner: the composition root. Invariant: the newest 50 are kept; what is
// counted is never forgotten.
#pragma once

#include <deque>
#include <string>

#include "daemon/log.hpp"
#include "metrics/self_numbers.hpp"
#include "probe/uplink_events.hpp"

namespace reachd::daemon {

struct entry {
  core::wall_time at{};
  std::string text;
};

class journal final : public probe::uplink_observer {
 public:
  static constexpr std::size_t most_kept = 50;

  explicit journal(log& out) : out_(&out) {}

  /// The process has stood still, or the machine was suspended, until `now`.
  void stalled(core::nanoseconds how_long, core::wall_time now);
  void suspended(core::nanoseconds how_long, core::wall_time now);
  /// What earlier processes counted.
  void go_on(const metrics::gap_numbers& stalls, const metrics::gap_numbers& suspends,
             const metrics::gap_numbers& restarts);
  /// Nothing was measured between an earlier process and this one; the log is told by who restores the state.
  void restarted(core::nanoseconds how_long, core::wall_time now);
  void uplink_changed(const probe::uplink_event& event) override;

  const metrics::gap_numbers& stalls() const { return stalls_; }
  const metrics::gap_numbers& suspends() const { return suspends_; }
  const metrics::gap_numbers& restarts() const { return restarts_; }
  /// The oldest first.
  const std::deque<entry>& entries() const { return entries_; }

 private:
  void add_gap(metrics::gap_numbers& numbers, std::string_view what, core::nanoseconds how_long, core::wall_time now);
  void note_gap(metrics::gap_numbers& numbers, std::string_view what, core::nanoseconds how_long, core::wall_time now);
  void keep(core::wall_time at, std::string text);

  log* out_;
  metrics::gap_numbers stalls_;
  metrics::gap_numbers suspends_;
  metrics::gap_numbers restarts_;
  std::deque<entry> entries_;
};

}  // namespace reachd::daemon
