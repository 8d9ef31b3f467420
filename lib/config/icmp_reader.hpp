// SPDX-License-Identifier: Apache-2.0
// What icmp targets send, from the keys of a target that are theirs alone. Role: an icmp target has no map of its own:
// `size`, `ttl` and so on stand beside `interval`.
#pragma once

#include <memory>
#include <optional>

#include "config/layered.hpp"
#include "config/merge.hpp"
#include "config/settings.hpp"
#include "options/icmp.hpp"

namespace reachd::config {

/// The first of the keys for icmp alone that a level says.
std::optional<target_key> first_icmp_key_in(const section_values& level);
/// Whether some level says one of those.
bool says_icmp(const layered& from);

options::icmp read_icmp(const layered& from);

/// What does not go with the rest of an icmp target.
std::optional<complaint> contradiction(const options::icmp& of, const target_settings& in);

/// A name is looked up for the family of the source, unless a family is said.
void take_family_of_source(const options::icmp& of, target_settings& in);

}  // namespace reachd::config
