// SPDX-License-Identifier: Apache-2.0
// Which addresses of a name are meant. Role: what a target asks for, a lookup is limited to and a literal is held
// against.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/address.hpp"

namespace reachd::core {

enum class families : std::uint8_t { any, v4, v6 };

constexpr bool holds(families wanted, family one) {
  return wanted == families::any || (wanted == families::v4) == (one == family::v4);
}

/// "address", "IPv4 address", "IPv6 address".
constexpr std::string_view address_word(families wanted) {
  constexpr std::array<std::string_view, 3> words{"address", "IPv4 address", "IPv6 address"};
  return words[static_cast<std::size_t>(wanted)];
}

}  // namespace reachd::core
