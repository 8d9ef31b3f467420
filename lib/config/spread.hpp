// SPDX-License-Identifier: Apache-2.0
// Targets that are more than one: `address: all` and `family: both`. Role: tells which settings of a target mean that,
// and which names of the targets it will come to are taken.
#pragma once

#include <span>
#include <string>

#include "config/settings.hpp"

namespace reachd::config {

/// It comes to targets NAME/ADDRESS, one for each address of its name that is wanted. A literal address never does.
bool spreads(const target_settings& of);

/// Fills in settings::spoken_for.
void find_spoken_for(settings& all);
/// That of one target.
std::span<const std::string> spoken_for(const settings& all, std::uint32_t target);

}  // namespace reachd::config
