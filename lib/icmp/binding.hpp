// SPDX-License-Identifier: Apache-2.0
// What is set once for all that a socket sends. Role: the key by which sockets are shared: echoes that want the same
// go through one of them. What is empty is the kernel's choice.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "core/address.hpp"

namespace reachd::icmp {

struct binding {
  core::family family = core::family::v4;
  std::string source = {};                        // a literal address of this machine
  std::string interface = {};                     // SO_BINDTODEVICE: a link or a VRF
  std::optional<std::uint32_t> mark = {};         // SO_MARK
  std::optional<bool> dont_fragment = {};         // see options::icmp
  std::uint16_t largest_payload = usual_largest;  // bytes; more would be cut when it is read

  static constexpr std::uint16_t usual_largest = 1'024;

  /// Any socket of the family will do.
  bool is_usual() const { return *this == binding{.family = family}; }

  auto operator<=>(const binding&) const = default;
};

}  // namespace reachd::icmp
