// SPDX-License-Identifier: Apache-2.0
// How a test case says that it cannot run here. Use: `if (!may_open_tun()) return support::skipped("no /dev/net/tun");`
#pragma once

#include <string_view>

namespace reachd::support {

/// Prints `skipped: CASE: REASON` and marks the whole program as skipped, unless something in it fails.
void skipped(std::string_view reason);

}  // namespace reachd::support
