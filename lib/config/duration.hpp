// SPDX-License-Identifier: Apache-2.0
// Durations as people write them: "10ms", "1.5s", "1m30s". Role: text ↔ nanoseconds, exact and overflow-safe.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "config/problem.hpp"
#include "core/time.hpp"

namespace reachd::config {

/// A sum of decimal numbers with the units d, h, m, s, ms, each at most once and the larger first. No sign, no blanks.
/// The complaint is worded to follow the name of a key: "must …".
std::expected<core::nanoseconds, complaint> parse_duration(std::string_view text);

/// The shortest sum that parse_duration reads back: "1m30s", "1.5ms"; "0s" for zero.
std::string format_duration(core::nanoseconds value);

}  // namespace reachd::config
