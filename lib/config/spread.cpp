// SPDX-License-Identifier: Apache-2.0
#include "config/spread.hpp"

#include <unordered_map>

#include "core/part_name.hpp"

namespace reachd::config {

bool spreads(const target_settings& of) {
  const bool wide = of.address == address_choice::all || of.family == core::families::both;
  return wide && !of.host.empty() && !core::family_of_literal(of.host);
}

void find_spoken_for(settings& all) {
  all.spoken_for.clear();
  std::unordered_map<std::string_view, std::uint32_t> spread;
  for (std::uint32_t at = 0; at < all.targets.size(); ++at) {
    if (spreads(all.targets[at])) spread.emplace(all.targets[at].name, at);
  }
  if (spread.empty()) return;
  for (const target_settings& one : all.targets) {
    const auto part = core::part_of_name(one.name);
    const auto whole = part ? spread.find(part->whole) : spread.end();
    if (whole != spread.end()) all.spoken_for[whole->second].emplace_back(part->address);
  }
}

std::span<const std::string> spoken_for(const settings& all, std::uint32_t target) {
  const auto found = all.spoken_for.find(target);
  return found == all.spoken_for.end() ? std::span<const std::string>() : found->second;
}

}  // namespace reachd::config
