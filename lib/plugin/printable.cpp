// SPDX-License-Identifier: Apache-2.0
#include "plugin/printable.hpp"

#include <algorithm>

#include "core/utf8.hpp"

namespace reachd::plugin {

std::string printable(std::string_view text, std::size_t most_bytes) {
  std::string out;
  while (!text.empty()) {
    const core::character next = core::decode(text);
    const bool safe = next.length > 0 && !core::is_control(next.code);
    const std::string_view shown = safe ? text.substr(0, next.length) : text.front() == '\t' ? " " : "?";
    if (out.size() + shown.size() > most_bytes) break;
    out += shown;
    text.remove_prefix(std::max<std::size_t>(next.length, 1));
  }
  return out;
}

}  // namespace reachd::plugin
