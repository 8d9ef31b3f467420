// SPDX-License-Identifier: Apache-2.0
// What a person sees at `/`: how many targets are in which state, and where everything else is.
#pragma once

#include <string>

#include "probe/target_set.hpp"

namespace reachd::daemon {

std::string index_page(probe::target_set& targets);

}  // namespace reachd::daemon
