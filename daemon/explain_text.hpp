// SPDX-License-Identifier: Apache-2.0
// What `reachd explain` says of a target, in lines for people.
#pragma once

#include <string>
#include <string_view>

#include "config/explanation.hpp"

namespace reachd::daemon {

/// The name and its place, then a line for each value: what it is, where it was written, by whom.
std::string file_text(const config::explanation& of);

/// The target as it is in the running reachd, from the answer of /api/v1/targets/NAME.
std::string live_text(std::string_view answer);

}  // namespace reachd::daemon
