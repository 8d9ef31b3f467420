// SPDX-License-Identifier: Apache-2.0
// Text in columns, for a terminal.
#pragma once

#include <string>
#include <vector>

namespace reachd::daemon {

using table_row = std::vector<std::string>;

/// Two blanks between columns, none at the end of a line. Rows may be of different lengths.
std::string table_of(const std::vector<table_row>& rows);

/// Control characters would leave the line, or command the terminal.
std::string visible(std::string text);

}  // namespace reachd::daemon
