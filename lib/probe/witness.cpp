// SPDX-License-Identifier: Apache-2.0
#include "probe/witness.hpp"

namespace reachd::probe {

using stats::testimony;

namespace {

/// A probe that will say of `asked` is under way: it was begun since. One that ended without a word was none.
bool is_being_probed(const target& witness, core::instant asked) {
  return witness.begun_at >= asked && witness.series.in_flight() > 0;
}

}  // namespace

bool can_be_asked(const target& witness) {
  const stats::state state = witness.series.state().current();
  return !witness.leaving && state != stats::state::paused && state != stats::state::unresolved;
}

bool is_silent(const target& witness) {
  return witness.series.state().current() == stats::state::down || witness.as_witness.is_silent();
}

testimony ask_witness(target& witness, const target& failing, core::instant now) {
  if (witness.series.state().current() == stats::state::down) return testimony::bad;
  const stats::evidence& silent = failing.series.evidence();
  const testimony says = witness.as_witness.about(silent.first_counted(), silent.questioned(), now);
  // Only where none is under way the next is begun off its phase; one too many would be skipped, and count as such.
  const bool room = witness.series.in_flight() < witness.max_in_flight;
  if (says == testimony::pending && room && !is_being_probed(witness, silent.questioned())) witness.bring_forward(now);
  return says;
}

}  // namespace reachd::probe
