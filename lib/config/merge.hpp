// SPDX-License-Identifier: Apache-2.0
// From levels of written values to one target. Role: the precedence built-in < defaults < use < group < target: the
// most specific level that says something wins, null goes back to built-in, maps of labels are merged.
// Owner: the levels belong to the caller and outlive the call.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "config/labels.hpp"
#include "config/read_section.hpp"
#include "config/settings.hpp"

namespace reachd::config {

/// The least specific first. The last one is the target's own.
using levels = std::span<const section_values* const>;

/// Where a value of a target comes from.
struct value_origin {
  static constexpr std::size_t built_in = SIZE_MAX;

  std::size_t level = built_in;  // index into the levels
  node_index at = 0;             // there: the value, what it follows from (a url, a port), or the null
  bool null = false;             // the level says to go back to the built-in value
};

/// How a target came to its values, for those who ask.
struct merge_trace {
  std::array<value_origin, target_keys> of{};  // host, port and all that merge() fills in, and parent
  std::map<std::string_view, merged_label> labels;
};

/// What the most specific level says of `key`; an unset value when none does or it says null.
value find_value(levels from, target_key key, value_origin* origin = nullptr);

/// A parent as it was written.
struct named_parent {
  const document* from;
  node_index at;
  bool inherited;  // not said by the target itself
};
/// The parent that the most specific level names; none when none does or it says null.
std::optional<named_parent> find_parent(levels from);

/// Of `family` or `address` beside a probe whose host is not looked up.
complaint key_without_address(options::kind probe, target_key key);

/// Contradictions inside one level: url beside host or port, a port for a probe that has none. Problems, at the key's
/// place.
/// False if there are any.
bool check_level(const section_values& level, problem_list& problems);

/// `out` with probe, host, port, intervals, counts and labels filled in. The complaint concerns the target as a whole,
/// after its own keys were found right: it has no host, or its probe no port. `trace` is for good targets.
std::expected<void, complaint> merge(levels from, target_settings& out, merge_trace* trace = nullptr);

}  // namespace reachd::config
