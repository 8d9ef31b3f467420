// SPDX-License-Identifier: Apache-2.0
// What the kernel lets this process have.
#pragma once

#include <cstdint>

namespace reachd::daemon {

/// Raises the soft limit of open files to the hard one. Returns the limit that holds.
std::uint64_t raise_open_files_limit();

}  // namespace reachd::daemon
