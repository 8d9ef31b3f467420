// SPDX-License-Identifier: Apache-2.0
#include "config/glob_text.hpp"

namespace reachd::config {

bool has_wildcard(std::string_view pattern) { return pattern.find_first_of("*?[") != std::string_view::npos; }

std::string escape_glob(std::string_view text) {
  std::string out;
  for (const char byte : text) {
    if (std::string_view("*?[\\").find(byte) != std::string_view::npos) out += '\\';
    out += byte;
  }
  return out;
}

}  // namespace reachd::config
