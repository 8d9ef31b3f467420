// SPDX-License-Identifier: Apache-2.0
// The `blackbox` section. Role: what /probe may be asked for, its options read as those of a target are.
#pragma once

#include <memory>

#include "config/file_set.hpp"
#include "config/read_section.hpp"
#include "options/blackbox.hpp"

namespace reachd::config {

/// `top` is the main file; what is wrong is among `problems`. `files` as of target_reader. nullptr: there is no such
/// section.
std::shared_ptr<const options::blackbox> read_blackbox(const section_values& top, file_set* files,
                                                       problem_list& problems);

}  // namespace reachd::config
