// SPDX-License-Identifier: Apache-2.0
// The user's own labels. Role: refuses what Prometheus or our own series could not carry (Prometheus data model:
// [a-zA-Z_][a-zA-Z0-9_]*, names that begin with "__" are its own), and merges the maps of several levels.
#pragma once

#include <cstddef>
#include <map>
#include <string_view>

#include "config/document.hpp"
#include "config/problem.hpp"

namespace reachd::config {

/// Whether every entry of the map is a label; what is not is a problem.
bool check_labels(const document& from, node_index map, problem_list& problems);

struct merged_label {
  std::string_view text;  // of the document
  std::size_t level;      // that it was written in
  node_index at;
};
/// Lays the map's entries, which are those of `level`, over `under`; a null removes a label.
void merge_labels(const document& from, node_index map, std::size_t level,
                  std::map<std::string_view, merged_label>& under);

}  // namespace reachd::config
