// SPDX-License-Identifier: Apache-2.0
// Which addresses of a name are meant. Role: what a target asks for, a lookup is limited to and a literal is held
// against.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/address.hpp"

namespace reachd::core {

/// `both` is as `any` for one lookup: what asks for it wants an address of each.
enum class families : std::uint8_t { any, v4, v6, both };

constexpr bool holds(families wanted, family one) {
  return one == family::v4 ? wanted != families::v6 : wanted != families::v4;
}

/// "address", "IPv4 address", "IPv6 address".
constexpr std::string_view address_word(families wanted) {
  constexpr std::array<std::string_view, 4> words{"address", "IPv4 address", "IPv6 address", "address"};
  return words[static_cast<std::size_t>(wanted)];
}

}  // namespace reachd::core
