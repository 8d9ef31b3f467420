// SPDX-License-Identifier: Apache-2.0
// What a running reachd answers. Role: what goes wrong with asking is told on standard error, the same for all
// commands.
#pragma once

#include <optional>
#include <string>

#include "client/local_request.hpp"

namespace reachd::daemon {

/// None when nobody answers, or with an error, which is printed.
std::optional<std::string> ask_running(const client::local_request& question);

}  // namespace reachd::daemon
