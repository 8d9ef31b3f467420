// SPDX-License-Identifier: Apache-2.0
// Scripts that make a shell complete the command line.
#pragma once

#include <string>
#include <string_view>

#include "daemon/command_words.hpp"

namespace reachd::daemon {

/// `shell` is bash, zsh or fish.
std::string completion_script(const command_words& program, std::string_view shell);

}  // namespace reachd::daemon
