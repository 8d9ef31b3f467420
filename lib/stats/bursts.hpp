// SPDX-License-Identifier: Apache-2.0
// How several probes of one due time count as one. Role: of the ends of a burst's probes it says which one decides: the
// first reply, or the last of them when none was answered. Owner: a target that probes in bursts. Invariant: a burst
// decides once; it has failed only when all of its probes were begun and have failed, else it was not measured.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/outcome.hpp"

namespace reachd::stats {

class bursts {
 public:
  /// One begins: its probes are those from `first` on, `count` of them.
  void begin(std::uint64_t first, std::uint32_t count) {
    open_.push_back({.number = ++begun_, .first = first, .size = count});
  }
  /// The number of the one that began last, if `sequence` is its first probe.
  std::optional<std::uint64_t> begins_at(std::uint64_t sequence) const;
  /// The probe `next` of the burst that began last is not begun: it ends before that. Its number, if no end is left
  /// that could decide it, so that it was not measured.
  std::optional<std::uint64_t> cut(std::uint64_t next);

  struct verdict {
    std::uint64_t number = 0;                // of the burst; of the probe, if it is of none
    std::optional<core::outcome> counts_as;  // of this end, for the target's state; nullopt: nothing
    std::optional<double> loss_ratio;        // of the whole burst, if this was its last end and enough was measured
  };
  /// A probe has ended. One that is of no burst counts as what it is.
  verdict ended(std::uint64_t sequence, core::outcome how);

  std::size_t open() const { return open_.size(); }

 private:
  struct burst {
    std::uint64_t number = 0;
    std::uint64_t first = 0;
    std::uint32_t size = 0;
    std::uint32_t ended = 0;
    std::uint32_t replies = 0;
    std::uint32_t failures = 0;
    std::uint32_t stopped = 0;
    bool is_cut = false;
    core::outcome failed_as = core::outcome::lost;
  };
  /// Of one without a reply, at its last end.
  static core::outcome outcome_of(const burst& silent);

  std::vector<burst> open_;
  std::uint64_t begun_ = 0;
};

}  // namespace reachd::stats
