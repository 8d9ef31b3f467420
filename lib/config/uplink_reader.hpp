// SPDX-License-Identifier: Apache-2.0
// The top-level key `uplink`. Role: its three forms (absent, off, a list of targets) as one typed value.
#pragma once

#include "config/problem.hpp"
#include "config/read_section.hpp"
#include "config/settings.hpp"
#include "config/target_lookup.hpp"

namespace reachd::config {

/// `top` is the main file's. Called once all targets are known.
uplink_settings read_uplink(const section_values& top, target_lookup& lookup, problem_list& problems);

}  // namespace reachd::config
