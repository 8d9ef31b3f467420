// SPDX-License-Identifier: Apache-2.0
// The commands that speak to a running reachd. Role: each asks through the control socket, prints data to standard
// output and errors to standard error, and gives the exit status.
#pragma once

#include "daemon/options.hpp"

namespace reachd::daemon {

int reload(const reload_options& asked);
int status(const status_options& asked);

}  // namespace reachd::daemon
