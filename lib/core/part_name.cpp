// SPDX-License-Identifier: Apache-2.0
#include "core/part_name.hpp"

#include "core/address.hpp"

namespace reachd::core {

std::string name_of_part(std::string_view whole, std::string_view address) {
  return std::string(whole) + "/" + std::string(address);
}

std::optional<named_part> part_of_name(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return std::nullopt;
  const named_part found{name.substr(0, slash), name.substr(slash + 1)};
  return family_of_literal(found.address) ? std::optional(found) : std::nullopt;
}

}  // namespace reachd::core
