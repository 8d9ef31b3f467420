// SPDX-License-Identifier: Apache-2.0
// One map of a document read by its table. Role: the only place that turns keys into values; every section goes
// through it, so that unknown keys, types and ranges are judged alike everywhere. Owner: the values point into the
// document, which outlives them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "config/document.hpp"
#include "config/problem.hpp"
#include "config/schema.hpp"

namespace reachd::config {

struct value {
  enum class state : std::uint8_t { unset, null, set, wrong };

  state is = state::unset;  // null: back to the built-in value; wrong: written, but a problem
  node_index key = 0;
  node_index node = 0;
  std::int64_t number = 0;  // as `convert` gives it
  std::string_view text;    // of a scalar

  bool set() const { return is == state::set; }
  bool written() const { return is != state::unset; }
};

struct section_values;

/// What one of its maps holds.
struct inner_values {
  std::size_t key;
  std::shared_ptr<const section_values> values;
};

/// The values of one map; `at` counts as section::at does.
struct section_values {
  const document* from = nullptr;
  std::array<value, max_keys> at{};
  std::vector<inner_values> inside{};  // of the keys that are `nested`, if they are set

  /// nullptr: that key is not set.
  const section_values* find_inside(std::size_t key) const;
};

/// `name` tells this map from others of its kind: "unknown key 'x' in template 'wan'". A value that is wrong is a
/// problem and counts as `wrong`. Maps that are `nested` are read with it; other
/// maps and lists are only checked for being that.
section_values read_section(const document& from, node_index map, const section& kind, std::string_view name,
                            problem_list& problems);

/// "a list", "a map", "empty" or the text in quotes: what stands where something else should.
std::string describe(const document& from, node_index index);

/// The scalars of a value of type `texts`: itself, or the items of its list. visit(node_index).
template <typename Visit>
void for_each_text(const section_values& in, const value& list, Visit&& visit) {
  if (in.from->kind(list.node) == node_kind::scalar) return visit(list.node);
  in.from->for_each_item(list.node, visit);
}

}  // namespace reachd::config
