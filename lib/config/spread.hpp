// SPDX-License-Identifier: Apache-2.0
// Targets that are more than one: `address: all` and `family: both`. Role: tells which settings of a target mean that,
// and which names of the targets it will come to are taken.
#pragma once

#include <span>
#include <string_view>

#include "config/settings.hpp"

namespace reachd::config {

/// It comes to targets NAME/ADDRESS, one for each address of its name that is wanted. A literal address never does.
bool spreads(const target_settings& of);

/// "NAME/ADDRESS".
std::string name_of_part(std::string_view whole, std::string_view address);

/// The reverse of it; nullopt: such a name is not of that form.
struct named_part {
  std::string_view whole;
  core::address address;
};
std::optional<named_part> part_of_name(std::string_view name);

/// Fills in settings::spoken_for.
void find_spoken_for(settings& all);
/// That of one target.
std::span<const core::address> spoken_for(const settings& all, std::uint32_t target);

}  // namespace reachd::config
