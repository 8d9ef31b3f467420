// SPDX-License-Identifier: Apache-2.0
#include "tls/readable.hpp"

namespace reachd::tls {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD", ellipsis = "\xE2\x80\xA6";

struct character {
  char32_t code = 0;
  std::size_t length = 0;  // 0: not well-formed
};

character first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return {byte(0), 1};
  const std::size_t length = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
  if (byte(0) < 0xC2 || byte(0) > 0xF4 || text.size() < length) return {};
  char32_t code = byte(0) & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return {};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, length};
}

/// Control characters, and those that are invisible or turn the direction (Unicode's categories Cc, Cf, Zl and Zp).
bool is_hidden(char32_t code) {
  const auto between = [&](char32_t first, char32_t last) { return code >= first && code <= last; };
  return code < 0x20 || between(0x7F, 0x9F) || code == 0xAD || code == 0x61C || between(0x200B, 0x200F) ||
         between(0x2028, 0x202E) || between(0x2060, 0x206F) || code == 0xFEFF || between(0xFFF9, 0xFFFB) ||
         between(0xE0000, 0xE007F);
}

}  // namespace

std::string readable(std::string_view bytes, std::size_t most_bytes) {
  std::string shown;
  std::size_t last_cut = 0;  // where an ellipsis still fits
  while (!bytes.empty()) {
    const character next = first_of(bytes);
    const std::size_t taken = next.length == 0 ? 1 : next.length;
    shown += next.length == 0 || is_hidden(next.code) ? replacement : bytes.substr(0, taken);
    bytes.remove_prefix(taken);
    if (shown.size() + ellipsis.size() <= most_bytes) last_cut = shown.size();
    if (shown.size() <= most_bytes) continue;
    shown.resize(last_cut);
    return shown.append(ellipsis);
  }
  return shown;
}

}  // namespace reachd::tls
