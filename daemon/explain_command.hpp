// SPDX-License-Identifier: Apache-2.0
// `reachd explain TARGET`: from its lines in the file to its state in the running reachd.
#pragma once

#include "daemon/options.hpp"

namespace reachd::daemon {

/// The exit status: 0 told, 1 the file is bad, not known, or has no such target.
int explain(const explain_options& asked);

}  // namespace reachd::daemon
