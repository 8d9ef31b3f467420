// SPDX-License-Identifier: Apache-2.0
// What stands between us and a target. Role: asked before a target is called down, so that one broken uplink or parent
// is one alarm and not one for each target behind it. Owner: the composition root; outlives the recorder.
// Invariant: a target is to blame only if whatever stands before it answered a probe that was sent after the target's
// last failed one, and was not silent since its first.
#pragma once

#include "core/outcome.hpp"
#include "stats/state_machine.hpp"
#include "stats/witness_log.hpp"

namespace reachd::probe {

struct target;

struct finding {
  /// `good`: nothing before the target is to blame.
  stats::testimony says = stats::testimony::good;
  stats::change_reason blamed = stats::change_reason::failed;  // with `bad`: uplink or parent
};

class causes {
 public:
  /// As many probes of `failing` in a row have failed as make it down. `pending`: what stands before it is being
  /// probed, and it will be asked again soon (recorder::decide).
  virtual finding look_before(target& failing) = 0;
  /// A probe of `probed` has ended and stands in its series.
  virtual void heard(const target& probed, const core::probe_result& how) = 0;

 protected:
  ~causes() = default;
};

}  // namespace reachd::probe
