// SPDX-License-Identifier: Apache-2.0
// From levels of written values to one target. Role: the precedence built-in < defaults < use < group < target: the
// most specific level that says something wins, null goes back to built-in, maps of labels are merged.
// Owner: the levels belong to the caller and outlive the call.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "config/read_section.hpp"
#include "config/settings.hpp"

namespace reachd::config {

/// The least specific first. The last one is the target's own.
using levels = std::span<const section_values* const>;

/// What the most specific level says of `key`; an unset value when none does or it says null.
value find_value(levels from, target_key key);

/// A parent as it was written.
struct named_parent {
  const document* from;
  node_index at;
  bool inherited;  // not said by the target itself
};
/// The parent that the most specific level names; none when none does or it says null.
std::optional<named_parent> find_parent(levels from);

/// Contradictions inside one level: url beside host or port, icmp with a port. Problems, at the key's place.
/// False if there are any.
bool check_level(const section_values& level, problem_list& problems);

/// `out` with probe, host, port, intervals, counts and labels filled in. The complaint concerns the target as a whole,
/// after its own keys were found right: it has no host, or a tcp probe has no port.
std::expected<void, complaint> merge(levels from, target_settings& out);

}  // namespace reachd::config
