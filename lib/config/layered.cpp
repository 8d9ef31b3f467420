// SPDX-License-Identifier: Apache-2.0
#include "config/layered.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace reachd::config {

layered layered::of(std::span<const section_values* const> levels) {
  std::vector<layer> layers;
  for (std::size_t at = 0; at < levels.size(); ++at) layers.push_back({levels[at], at});
  return layered(std::move(layers));
}

std::optional<layered::found> layered::find(std::size_t key) const {
  for (std::size_t at = layers_.size(); at > 0; --at) {
    const auto& [values, level] = layers_[at - 1];
    const value& here = values->at[key];
    if (here.is == value::state::null) return std::nullopt;
    if (here.set()) return found{values, here, level};
  }
  return std::nullopt;
}

bool layered::is_wrong(std::size_t key) const {
  return std::ranges::any_of(layers_,
                             [key](const layer& one) { return one.values->at[key].is == value::state::wrong; });
}

std::size_t layered::first_after_null(std::size_t key) const {
  std::size_t at = layers_.size();
  while (at > 0 && layers_[at - 1].values->at[key].is != value::state::null) --at;
  return at;
}

layered layered::inside(std::size_t key) const {
  std::vector<layer> below;
  for (std::size_t at = first_after_null(key); at < layers_.size(); ++at) {
    const section_values* const one = layers_[at].values->find_inside(key);
    if (one != nullptr) below.push_back({one, layers_[at].level});
  }
  return layered(std::move(below));
}

void layered::for_each_name(std::size_t key, value_type type,
                            const std::function<void(const found&, entry)>& visit) const {
  std::map<std::string_view, std::pair<found, entry>> names;
  for (std::size_t at = first_after_null(key); at < layers_.size(); ++at) {
    const auto& [values, level] = layers_[at];
    if (!values->at[key].set()) continue;
    const found map{values, values->at[key], level};
    map.from().for_each_entry(map.written.node, [&](entry one) {
      const std::string_view name = map.from().text(one.key);
      if (type != value_type::scalars && map.from().kind(one.value) == node_kind::null) {
        names.erase(name);
      } else {
        names.insert_or_assign(name, std::pair(map, one));
      }
    });
  }
  for (const auto& [name, last] : names) visit(last.first, last.second);
}

}  // namespace reachd::config
