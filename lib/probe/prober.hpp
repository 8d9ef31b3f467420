// SPDX-License-Identifier: Apache-2.0
// What a kind of probe is to the schedule: something that begins. Role: keeps watch() the same for every kind.
#pragma once

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

}  // namespace reachd::probe
