// SPDX-License-Identifier: Apache-2.0
// What a person sees at `/`: how many targets are in which state, what
// happened to the daemon itself, and where everything else is.
#pragma once

#include <deque>
#include <string>

#include "daemon/journal.hpp"
#include "probe/target_set.hpp"

namespace reachd::daemon {

std::string index_page(probe::target_set& targets, const std::deque<entry>& events);

}  // namespace reachd::daemon
