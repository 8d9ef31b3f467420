// SPDX-License-Identifier: Apache-2.0
#include "config/excerpt.hpp"

#include <algorithm>
#include <utility>

#include "config/utf8.hpp"

namespace reachd::config {
namespace {

constexpr std::size_t max_before = 60;    // characters shown left of the caret
constexpr std::size_t max_columns = 110;  // terminal columns shown in all
constexpr std::string_view ellipsis = "\xE2\x80\xA6";
constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// The start of the character `count` characters left of `at`.
std::size_t step_back(std::string_view line, std::size_t at, std::size_t count) {
  while (count > 0 && at > 0) {
    --at;
    const bool continuation = (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80;
    if (!continuation) --count;
  }
  return at;
}

struct shown {
  std::string_view text;
  std::size_t bytes;
  std::size_t columns;
};

shown show(std::string_view rest) {
  const character next = decode(rest);
  if (next.length == 0) return {replacement, 1, 1};
  if (next.code == '\t') return {" ", 1, 1};
  if (is_control(next.code)) return {replacement, next.length, 1};
  return {rest.substr(0, next.length), next.length, display_width(next.code)};
}

}  // namespace

excerpt make_excerpt(std::string_view line, std::size_t at, std::size_t length) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  at = std::min(at, line.size());
  excerpt out;
  std::size_t columns = 0;
  std::size_t position = step_back(line, at, max_before);
  if (position > 0) {
    out.text = ellipsis;
    columns = 1;
  }
  std::size_t meant = 0;
  bool reached = false;
  while (position < line.size()) {
    if (position >= at && !std::exchange(reached, true)) out.indent = columns;
    const shown next = show(line.substr(position));
    if (columns + next.columns > max_columns) {
      out.text += ellipsis;
      break;
    }
    if (position >= at && position < at + length) meant += next.columns;
    out.text += next.text;
    columns += next.columns;
    position += next.bytes;
  }
  if (!reached) out.indent = columns;
  out.underline = meant > 0 ? meant - 1 : 0;
  return out;
}

}  // namespace reachd::config
