// SPDX-License-Identifier: Apache-2.0
// The answer of /api/v1/status for people. Pure.
#pragma once

#include <string>
#include <string_view>

namespace reachd::daemon {

/// A line with the counts, what is wrong with the configuration, and a table of the targets. Text that is no such
/// answer is given back as it is. Whatever is in a name, it stays in its line.
std::string status_table(std::string_view answer);

}  // namespace reachd::daemon
