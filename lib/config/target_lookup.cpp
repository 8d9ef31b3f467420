// SPDX-License-Identifier: Apache-2.0
#include "config/target_lookup.hpp"

#include "config/spread.hpp"
#include "config/suggest.hpp"
#include "config/utf8.hpp"
#include "core/part_name.hpp"

namespace reachd::config {

std::optional<std::uint32_t> target_lookup::find(const document& from, node_index at) {
  const std::string_view name = from.text(at);
  if (const name_table::owner* known = names_.find(name)) {
    if (!known->index || !spreads(all_.targets[*known->index])) return known->index;
    refuse(
        from, at,
        {quoted(name) + " is a target for each of its addresses, and none itself", "name a target with one address"});
    return std::nullopt;
  }
  if (complete_ && !refused_.contains({&from, at}))
    refuse(from, at, {"unknown target " + quoted(name), hint_for(name)});
  return std::nullopt;
}

void target_lookup::refuse(const document& from, node_index at, complaint what) {
  if (problems_.full()) return;
  if (refused_.insert({&from, at}).second) problems_.add(from.problem_at(at, std::move(what)));
}

/// Of a target that spreads.
bool target_lookup::is_part(std::string_view name) const {
  const auto part = core::part_of_name(name);
  const name_table::owner* const whole = part ? names_.find(part->whole) : nullptr;
  return whole != nullptr && whole->index && spreads(all_.targets[*whole->index]);
}

std::string target_lookup::hint_for(std::string_view name) {
  if (is_part(name)) return "the addresses of a name come and go: name a target with one address";
  const std::uint64_t work = std::uint64_t{name.size()} * name.size() * all_.targets.size();
  if (work > work_left_) return {};
  work_left_ -= work;
  suggestion near(name);
  for (const target_settings& one : all_.targets) {
    if (one.host == name) return "the target with that host is called " + quoted(one.name);
    near.consider(one.name);
  }
  return near.hint();
}

}  // namespace reachd::config
