// SPDX-License-Identifier: Apache-2.0
#include "config/name_table.hpp"

#include "config/utf8.hpp"

namespace reachd::config {

name_table::owner* name_table::claim(std::string_view name, const document& from, node_index at, std::string_view what,
                                     problem_list& problems) {
  const auto [found, fresh] = taken_.try_emplace(name, owner{&from, at});
  if (fresh) return &found->second;
  const document& first = *found->second.from;
  const place where = first.origin().locate(first.at(found->second.at).offset);
  problems.add(from.problem_at(
      at, {"two " + std::string(what) + " are called " + quoted(name) + "; the first is at " + to_string(where),
           what == "targets" ? "give one of them another 'name'" : "rename one of them"}));
  return nullptr;
}

const name_table::owner* name_table::find(std::string_view name) const {
  const auto found = taken_.find(name);
  return found == taken_.end() ? nullptr : &found->second;
}

}  // namespace reachd::config
