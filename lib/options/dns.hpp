// SPDX-License-Identifier: Apache-2.0
// What a DNS probe asks its server, and what it wants to hear.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "match/pattern.hpp"

namespace reachd::options {

struct dns {
  std::string name = {};
  std::uint16_t type = 1;                     // A
  bool tcp = false;                           // from the start; else when the answer by UDP is truncated
  std::vector<std::uint16_t> rcodes{0};       // NOERROR; one of them
  std::optional<match::pattern> answer = {};  // in one of the records of the answer section

  bool operator==(const dns&) const = default;
};

}  // namespace reachd::options
