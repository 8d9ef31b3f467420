// SPDX-License-Identifier: Apache-2.0
#include "probe/witness.hpp"

namespace reachd::probe {

using stats::testimony;

bool can_be_asked(const target& witness) {
  const stats::state state = witness.series.state().current();
  return state != stats::state::paused && state != stats::state::unresolved;
}

testimony ask_witness(target& witness, const target& failing, core::instant now) {
  if (witness.series.state().current() == stats::state::down) return testimony::bad;
  const stats::evidence& silent = failing.series.evidence();
  const testimony says = witness.as_witness.about(silent.first_counted(), silent.questioned(), now);
  // One that was begun since will say; only where none was, the next is begun off its phase.
  if (says == testimony::pending && witness.begun_at < silent.questioned()) witness.bring_forward(now);
  return says;
}

}  // namespace reachd::probe
