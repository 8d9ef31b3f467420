// SPDX-License-Identifier: Apache-2.0
// What a kind of probe is to the schedule: something that begins. Role: keeps watch() the same for every kind.
#pragma once

#include <array>

#include "probe/target.hpp"

namespace reachd::probe {

class prober {
 public:
  /// Begins one probe of `probed`, which has an address, and returns at once; it ends in recorder::ended, exactly once.
  virtual void begin(target& probed) = 0;
  /// Ends every probe of `probed` that is in flight and not a task of its scope, as `stopped`.
  virtual void stop(target& probed) = 0;

 protected:
  ~prober() = default;
};

/// Whoever knows each kind.
class probers {
 public:
  /// One for all of them.
  explicit probers(prober& all) { by_kind_.fill(&all); }
  explicit probers(const std::array<prober*, options::kind_count>& by_kind) : by_kind_(by_kind) {}

  prober& of(kind wanted) const { return *by_kind_[options::index_of(wanted)]; }

 private:
  std::array<prober*, options::kind_count> by_kind_{};
};

}  // namespace reachd::probe
