// SPDX-License-Identifier: Apache-2.0
// A value as YAML that reads back as the same. Role: how every value is written that is shown to anybody (`check
// --dump`, `explain`, `diff`), and so the one place where a secret is hidden.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "config/schema.hpp"
#include "core/time.hpp"

namespace reachd::config {

/// In place of a value whose field is marked `secret`.
inline constexpr std::string_view hidden = "<hidden>";

/// Plain where every reader of YAML takes it for text, else in double quotes.
std::string yaml_text(std::string_view text);

/// The value of a text.
std::string shown(const field& of, std::string_view text);
/// The value of a duration, integer, boolean or choice, as `convert` gives it.
std::string shown(const field& of, std::int64_t number);
inline std::string shown(const field& of, core::nanoseconds length) { return shown(of, length.count()); }

}  // namespace reachd::config
