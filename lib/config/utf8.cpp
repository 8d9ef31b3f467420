// SPDX-License-Identifier: Apache-2.0
#include "config/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace reachd::config {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

struct code_range {
  char32_t first;
  char32_t last;
};

template <std::size_t Size>
bool within(const std::array<code_range, Size>& ranges, char32_t code) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [code](const code_range& range) { return code >= range.first && code <= range.last; });
}

constexpr std::array<code_range, 3> combining_ranges{{{0x0300, 0x036F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};
constexpr std::array<code_range, 9> wide_ranges{{{0x1100, 0x115F},
                                                 {0x2E80, 0xA4CF},
                                                 {0xAC00, 0xD7A3},
                                                 {0xF900, 0xFAFF},
                                                 {0xFE30, 0xFE6F},
                                                 {0xFF00, 0xFF60},
                                                 {0xFFE0, 0xFFE6},
                                                 {0x1F300, 0x1FAFF},
                                                 {0x20000, 0x3FFFD}}};

bool eight_plain_ascii(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  constexpr std::uint64_t ones = 0x0101010101010101;
  // A byte below 0x20 borrows into its high bit; 0x7F is left to the slow path by the second term.
  const std::uint64_t low = (word - ones * 0x20) & ~word;
  const std::uint64_t del = ((word ^ (ones * 0x7F)) - ones);
  return ((word | low | del) & (ones * 0x80)) == 0;
}

}  // namespace

unsigned display_width(char32_t code) {
  if (code < 0x300) return 1;
  if (within(combining_ranges, code)) return 0;
  return within(wide_ranges, code) ? 2 : 1;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    at += std::max<std::size_t>(decode(text.substr(at)).length, 1);
  }
  return count;
}

std::size_t find_unreadable(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (at + 8 <= text.size() && eight_plain_ascii(text.data() + at)) {
      at += 8;
      continue;
    }
    const character next = decode(text.substr(at));
    if (next.length == 0) return at;
    const bool line_end = next.code == '\n' || (next.code == '\r' && at + 1 < text.size() && text[at + 1] == '\n');
    const bool control = next.code < 0x20 || (next.code >= 0x7F && next.code <= 0x9F) || next.code == 0xFEFF;
    if (control && !line_end && next.code != '\t' && next.code != 0x85) return at;
    at += next.length;
  }
  return std::string_view::npos;
}

bool has_control(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const character next = decode(text.substr(at));
    if (next.length == 0 || is_control(next.code)) return true;
    at += next.length;
  }
  return false;
}

std::string printable(std::string_view text, std::size_t most) {
  std::string out;
  std::size_t shown = 0;
  for (std::size_t at = 0; at < text.size(); ++shown) {
    if (shown == most) return out.append(ellipsis);
    const character next = decode(text.substr(at));
    const bool safe = next.length > 0 && !is_control(next.code);
    out.append(safe ? text.substr(at, next.length) : replacement);
    at += std::max<std::size_t>(next.length, 1);
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  out += printable(text);
  return out += "'";
}

}  // namespace reachd::config
