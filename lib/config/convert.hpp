// SPDX-License-Identifier: Apache-2.0
// A scalar to the number that a field wants. Role: the strictness of the configuration: no octal, no "yes", no bare
// seconds, nothing out of range; each complaint says what would be right.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "config/problem.hpp"
#include "config/schema.hpp"

namespace reachd::config {

/// For duration (nanoseconds), integer, boolean (0 or 1), choice (the index) and the scalar of off_or_map (0).
/// `in_quotes`: a quoted scalar is text, which an integer and a boolean refuse. The complaint is worded to follow the
/// name of the key: "must …".
std::expected<std::int64_t, complaint> convert(const field& wanted, std::string_view text, bool in_quotes);

/// What a value of this field looks like: "a duration from 10ms to 1d", "a list of text".
std::string describe(const field& wanted);

}  // namespace reachd::config
