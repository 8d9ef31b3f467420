// SPDX-License-Identifier: Apache-2.0
// `reachd diff FILE`: what a reload of FILE would change. The comparison is the one that a reload makes.
#pragma once

#include "daemon/options.hpp"

namespace reachd::daemon {

/// The exit status: 0 the same, 1 not the same or FILE is bad, 3 reachd does not answer.
int diff(const diff_options& asked);

}  // namespace reachd::daemon
