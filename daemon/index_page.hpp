// SPDX-License-Identifier: Apache-2.0
// What a person sees at `/`: what is wrong with the configuration, how many targets are in which state, what happened
// to the daemon itself, and where everything else is.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "daemon/journal.hpp"
#include "daemon/state_tally.hpp"

namespace reachd::daemon {

/// `problem`: why the configuration was refused that the file holds now; empty: it was not.
std::string index_page(const state_tally& targets, const std::deque<entry>& events, std::string_view problem = {});

}  // namespace reachd::daemon
