// SPDX-License-Identifier: Apache-2.0
// Which of a name's addresses is probed, where somebody asks for a family. [pure]
#pragma once

#include <optional>
#include <vector>

#include "core/address.hpp"
#include "core/families.hpp"
#include "options/blackbox.hpp"

namespace reachd::probe {

/// What a lookup for that choice must give; and the choice of a target.
core::families families_of(options::family_choice wanted);
options::family_choice choice_of(core::families wanted);

/// The first that fits, as the address that the kernel would reach (core::destination_of); nullopt: there is none.
std::optional<core::address> pick_address(const std::vector<core::address>& from, options::family_choice wanted);

}  // namespace reachd::probe
