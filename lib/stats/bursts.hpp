// SPDX-License-Identifier: Apache-2.0
// How several probes of one due time count as one. Role: of the ends of a burst's probes it says which one decides: the
// first reply, or the last of them when none was answered. Owner: a target that probes in bursts. Invariant: a burst
// decides once at most; one that was cut short, because probes of it were skipped, never decides as failed.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/outcome.hpp"

namespace reachd::stats {

class bursts {
 public:
  /// One begins: its probes are those from `first` on, `count` of them.
  void begin(std::uint64_t first, std::uint32_t count) { open_.push_back({.first = first, .size = count}); }
  /// A probe of the burst that began last is not begun: it ends there.
  void cut(std::uint64_t next);

  struct verdict {
    std::optional<core::outcome> counts_as;  // of this end, for the target's state; nullopt: nothing
    std::optional<double> loss_ratio;        // of the whole burst, if this was its last end and enough was measured
  };
  /// A probe has ended. One that is of no burst counts as what it is.
  verdict ended(std::uint64_t sequence, core::outcome how);

  std::size_t open() const { return open_.size(); }

 private:
  struct burst {
    std::uint64_t first = 0;
    std::uint32_t size = 0;
    std::uint32_t ended = 0;
    std::uint32_t replies = 0;
    std::uint32_t failures = 0;
    bool is_cut = false;
    core::outcome failed_as = core::outcome::lost;
  };

  std::vector<burst> open_;
};

}  // namespace reachd::stats
