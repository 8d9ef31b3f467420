// SPDX-License-Identifier: Apache-2.0
// What a state file says of itself. Role: when it was saved, by clocks that the next process has too, and what was not
// measured until then. Pure. Invariant: gap_between() is never below zero, whatever a clock did meanwhile.
#pragma once

#include <cstdint>

#include "core/time.hpp"

namespace reachd::state {

/// One moment as other processes know it, also after the machine was started anew.
struct moment {
  core::wall_time wall{};
  core::nanoseconds since_boot{};  // CLOCK_BOOTTIME
  std::uint64_t boot = 0;          // names the boot of the machine; 0: unknown

  template <typename Self, typename Archive>
  static void keep(Self& self, Archive& archive);
};

/// How long after `then` `now` is. Within one boot a step of the wall clock does not matter; across boots there is
/// nothing but the wall clock. At least 0, at most 30 years.
core::nanoseconds gap_between(const moment& then, const moment& now);

/// Times in which nothing was measured, until now.
struct gap_total {
  std::uint64_t count = 0;
  core::nanoseconds lasted{};

  template <typename Self, typename Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.count, self.lasted);
  }
};

struct head {
  moment saved;
  std::uint8_t at_end = 0;  // 1: by a process that then ended; 0: it went on, and what it counted since is not here
  gap_total stalled;
  gap_total suspended;
  gap_total restarted;

  template <typename Self, typename Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.saved, self.at_end, self.stalled, self.suspended, self.restarted);
  }
};

template <typename Self, typename Archive>
void moment::keep(Self& self, Archive& archive) {
  // The base of all other wall times, so it is written in full.
  core::nanoseconds since_epoch = self.wall.time_since_epoch();
  archive(since_epoch, self.since_boot, self.boot);
  if constexpr (Archive::loads) self.wall = core::wall_time(since_epoch);
}

}  // namespace reachd::state
