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

std::string unescape_glob(std::string_view pattern) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '\\' && at + 1 < pattern.size()) ++at;
    out += pattern[at];
  }
  return out;
}

}  // namespace reachd::config
