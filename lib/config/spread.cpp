// SPDX-License-Identifier: Apache-2.0
#include "config/spread.hpp"

#include <unordered_map>

#include "config/host.hpp"

namespace reachd::config {

bool spreads(const target_settings& of) {
  const bool wide = of.address == address_choice::all || of.family == core::families::both;
  return wide && !of.host.empty() && !family_of_literal(of.host);
}

std::string name_of_part(std::string_view whole, std::string_view address) {
  return std::string(whole) + "/" + std::string(address);
}

std::optional<named_part> part_of_name(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return std::nullopt;
  const auto address = core::address::parse(name.substr(slash + 1));
  if (!address) return std::nullopt;
  return named_part{name.substr(0, slash), *address};
}

void find_spoken_for(settings& all) {
  all.spoken_for.clear();
  std::unordered_map<std::string_view, std::uint32_t> spread;
  for (std::uint32_t at = 0; at < all.targets.size(); ++at) {
    if (spreads(all.targets[at])) spread.emplace(all.targets[at].name, at);
  }
  if (spread.empty()) return;
  for (const target_settings& one : all.targets) {
    const auto part = part_of_name(one.name);
    const auto whole = part ? spread.find(part->whole) : spread.end();
    // Another spelling of the address is another name.
    if (whole == spread.end() || name_of_part(part->whole, part->address.to_string()) != one.name) continue;
    all.spoken_for[whole->second].push_back(part->address);
  }
}

std::span<const core::address> spoken_for(const settings& all, std::uint32_t target) {
  const auto found = all.spoken_for.find(target);
  return found == all.spoken_for.end() ? std::span<const core::address>() : found->second;
}

}  // namespace reachd::config
