// SPDX-License-Identifier: Apache-2.0
// A question to a name server, as bytes, by glibc's libresolv. [pure]
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace reachd::dns {

struct question {
  std::string name;
  std::uint16_t type = 1;
  bool recursion = true;  // asks the server to ask others

  bool operator==(const question&) const = default;
};

/// Error: the name is none (a label above 63 bytes, a name above 255).
core::result<std::vector<std::byte>> make_query(const question& asked, std::uint16_t id);

}  // namespace reachd::dns
