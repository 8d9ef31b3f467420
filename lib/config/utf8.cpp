// SPDX-License-Identifier: Apache-2.0
#include "config/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace reachd::config {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

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
