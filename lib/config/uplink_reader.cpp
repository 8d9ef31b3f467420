// SPDX-License-Identifier: Apache-2.0
#include "config/uplink_reader.hpp"

#include <algorithm>
#include <set>

#include "config/utf8.hpp"

namespace reachd::config {
namespace {

std::vector<std::uint32_t> read_names(const section_values& own, const value& list, target_lookup& lookup) {
  std::vector<std::uint32_t> out;
  std::set<std::string_view> listed;
  for_each_text(own, list, [&](node_index item) {
    const std::string_view name = own.from->text(item);
    if (!listed.insert(name).second) {
      return lookup.refuse(*own.from, item, {quoted(name) + " is listed twice", "remove one"});
    }
    if (const auto found = lookup.find(*own.from, item)) out.push_back(*found);
  });
  const bool all_paused = std::ranges::all_of(out, [&](std::uint32_t index) { return lookup.is_paused(index); });
  if (!out.empty() && out.size() == listed.size() && all_paused) {
    lookup.refuse(*own.from, list.key,
                  {"'uplink' names only paused targets, so it would never be judged",
                   "name one that is probed, or leave 'uplink' out"});
  }
  return out;
}

}  // namespace

uplink_settings read_uplink(const section_values& top, target_lookup& lookup, problem_list& problems) {
  const value& written = top.at[key_uplink];
  if (!written.set()) return {};
  const document& from = *top.from;
  if (from.kind(written.node) == node_kind::scalar) return {uplink_settings::mode::off, {}};
  const section_values own = read_section(from, written.node, uplink_section, {}, problems);
  const value& list = own.at[key_uplink_targets];
  const bool empty = list.set() && from.kind(list.node) == node_kind::sequence && from.at(list.node).first == 0;
  if (empty || list.is == value::state::unset || list.is == value::state::null) {
    problems.add(from.problem_at(list.written() ? list.key : written.key,
                                 {"'uplink' names no target", "write 'targets: [NAME, ...]', or leave 'uplink' out"}));
  }
  return {uplink_settings::mode::targets, list.set() ? read_names(own, list, lookup) : std::vector<std::uint32_t>()};
}

}  // namespace reachd::config
