// SPDX-License-Identifier: Apache-2.0
// A wall-clock time as people and programs read it: 2026-11-24T03:06:32.123Z (ISO 8601, UTC).
#pragma once

#include <string>

#include "core/time.hpp"

namespace reachd::daemon {

/// Empty for the epoch, which stands for "never".
std::string iso_time(core::wall_time at);

}  // namespace reachd::daemon
