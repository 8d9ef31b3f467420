// SPDX-License-Identifier: Apache-2.0
// Names of one kind, and where each was given first. Role: unique names over all files. Owner: the text of the names
// belongs to the documents, which outlive the table.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "config/document.hpp"
#include "config/problem.hpp"

namespace reachd::config {

class name_table {
 public:
  struct owner {
    const document* from;
    node_index at;
    std::optional<std::uint32_t> index = {};  // into settings::targets; none: no target, or one with something wrong
  };

  /// Null, and a problem that shows both places, if the name is taken. `what` as in "two targets are called 'x'".
  owner* claim(std::string_view name, const document& from, node_index at, std::string_view what,
               problem_list& problems);
  /// Null if nobody has the name.
  const owner* find(std::string_view name) const;

 private:
  std::unordered_map<std::string_view, owner> taken_;
};

}  // namespace reachd::config
