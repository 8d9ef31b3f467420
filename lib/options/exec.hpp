// SPDX-License-Identifier: Apache-2.0
// Which program an exec probe starts. Invariant: `command` holds at least the program, as a path or as a name for PATH.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "options/secret.hpp"

namespace reachd::options {

struct exec {
  std::vector<std::string> command = {};
  std::vector<std::pair<std::string, secret_text>> environment = {};  // besides PATH and REACHD_*
  std::uint32_t max_output_bytes = 65'536;                            // what comes after is read and thrown away

  bool operator==(const exec&) const = default;
};

}  // namespace reachd::options
