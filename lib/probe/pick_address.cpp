// SPDX-License-Identifier: Apache-2.0
#include "probe/pick_address.hpp"

#include <algorithm>

#include "core/network.hpp"

namespace reachd::probe {
namespace {

std::optional<core::address> first_of(const std::vector<core::address>& from, core::family wanted) {
  for (const core::address& one : from) {
    const core::address reached = core::destination_of(one);
    if (reached.family() == wanted) return reached;
  }
  return std::nullopt;
}

}  // namespace

core::families families_of(options::family_choice wanted) {
  if (wanted == options::family_choice::ipv4) return core::families::v4;
  return wanted == options::family_choice::ipv6 ? core::families::v6 : core::families::any;
}

options::family_choice choice_of(core::families wanted) {
  if (wanted == core::families::v4) return options::family_choice::ipv4;
  return wanted == core::families::v6 ? options::family_choice::ipv6 : options::family_choice::as_ordered;
}

std::optional<core::address> pick_address(const std::vector<core::address>& from, options::family_choice wanted) {
  using enum options::family_choice;
  std::optional<core::address> found;
  if (wanted == prefer_ipv4 || wanted == ipv4) found = first_of(from, core::family::v4);
  if (wanted == prefer_ipv6 || wanted == ipv6) found = first_of(from, core::family::v6);
  const bool only = wanted == ipv4 || wanted == ipv6;
  if (found || only || from.empty()) return found;
  return core::destination_of(from.front());
}

}  // namespace reachd::probe
