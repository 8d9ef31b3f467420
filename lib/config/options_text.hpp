// SPDX-License-Identifier: Apache-2.0
// The options of a probe as YAML on one line, with all that is built in. Role: what `check --dump`, `explain` and
// `diff` show of them. Invariant: reads back as the same options, from any folder, with what is shown `elsewhere`; a
// secret is shown as where it is.
#pragma once

#include <string>

#include "config/layered.hpp"

namespace reachd::config {

/// "{method: GET, follow: 0}".
std::string options_text(const section& kind, const layered& from);
/// Of the keys from `first` to `last` alone, without braces: "size: 56, ttl: 3".
std::string options_text(const section& kind, const layered& from, std::size_t first, std::size_t last);

/// One value of a map of names.
std::string entry_text(const field& of, const document& from, node_index at);
/// The value of one key alone.
std::string value_text(const field& of, const layered::found& found);

}  // namespace reachd::config
