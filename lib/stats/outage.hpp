// SPDX-License-Identifier: Apache-2.0
// Times in which a target was down. Role: one record from the first lost probe to the first answered one, for the log,
// the page and the history. Owner: a series. Invariant: at most one lasts, and it is the newest; a target that becomes
// unknown meanwhile has not come back, so the record goes on. Shape: nothing until the first one, then the newest 8.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "stats/evidence.hpp"

namespace reachd::stats {

struct outage {
  moment first_lost;           // when the first of the failed probes was sent
  moment last_reply;           // when the last answered probe before it was sent; the epoch: never answered
  core::wall_time declared{};  // when the target was said to be down
  moment ended;                // when the first of the answered probes that ended it was sent; the epoch: it lasts
  core::outcome how = core::outcome::lost;  // of the probe that decided it
  core::icmp_cause cause;                   // the latest ICMP error until then; type 0: none

  bool lasts() const { return !ended.known(); }
  /// From the first lost probe to the first answered one, or to `now`.
  core::nanoseconds duration(core::instant now) const { return (lasts() ? now : ended.at) - first_lost.at; }

  template <typename Self, typename Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.first_lost, self.last_reply, self.declared, self.ended, self.cause);
    archive.choice(self.how, core::outcome_count);
  }
};

class outage_log {
 public:
  static constexpr std::size_t most_kept = 8;

  /// The target goes down by `grounds`. Goes on with the one that lasts, if there is one.
  void begin(const evidence& grounds, core::wall_time now);
  /// The target is up by `grounds`; the record that was closed, nullptr: there was none.
  const outage* end(const evidence& grounds);

  /// The oldest first.
  std::span<const outage> all() const { return kept_; }
  /// nullptr: none lasts.
  const outage* current() const { return !kept_.empty() && kept_.back().lasts() ? &kept_.back() : nullptr; }

  template <typename Self, typename Archive>
  static void keep(Self& self, Archive& archive) {
    archive.sequence(self.kept_, most_kept, [](auto& each, auto& one) { each(one); });
    archive.require(self.well_formed());
  }

 private:
  bool well_formed() const;

  std::vector<outage> kept_;
};

}  // namespace reachd::stats
