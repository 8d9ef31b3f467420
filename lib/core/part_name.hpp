// SPDX-License-Identifier: Apache-2.0
// The name of a target that is one address of another's name: NAME/ADDRESS. Role: what the configuration, the state
// file and the running targets agree on. Invariant: the text of the address is the name; another spelling is another.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reachd::core {

std::string name_of_part(std::string_view whole, std::string_view address);

struct named_part {
  std::string_view whole;
  std::string_view address;
};
/// nullopt: it is not of that form.
std::optional<named_part> part_of_name(std::string_view name);

}  // namespace reachd::core
