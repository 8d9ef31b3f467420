// SPDX-License-Identifier: Apache-2.0
// A target as a witness for another one. Role: what parents and the targets of an uplink have in common.
#pragma once

#include "probe/target.hpp"

namespace reachd::probe {

/// It is being probed, or will be.
bool can_be_asked(const target& witness);

/// More of its latest probes failed than chance explains: it is silent now.
bool is_silent(const target& witness);

/// Asks `witness` for the time in which `failing` was silent, and has it probed at once where it cannot say.
stats::testimony ask_witness(target& witness, const target& failing, core::instant now);

}  // namespace reachd::probe
