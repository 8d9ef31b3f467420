// SPDX-License-Identifier: Apache-2.0
// The `web` section. Role: where the pages are served, and, with the file that `config_file` names, to whom.
#pragma once

#include "config/file_set.hpp"
#include "config/settings.hpp"

namespace reachd::config {

/// `top` is the main file; what is wrong is among `problems`. Without `files` the one of `config_file` is only named.
void read_web(const section_values& top, file_set* files, settings& into, problem_list& problems);

}  // namespace reachd::config
