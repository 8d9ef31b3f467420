// SPDX-License-Identifier: Apache-2.0
#include "plugin/printable.hpp"

#include <algorithm>
#include <array>

namespace reachd::plugin {
namespace {

struct range {
  char32_t first;
  char32_t last;
};

/// C0, DEL and C1; zero-width and direction marks, line and paragraph separators; BOM; interlinear marks and tags.
constexpr std::array<range, 8> unsafe{{{0x00, 0x1F},
                                       {0x7F, 0x9F},
                                       {0x200B, 0x200F},
                                       {0x2028, 0x202E},
                                       {0x2060, 0x206F},
                                       {0xFEFF, 0xFEFF},
                                       {0xFFF9, 0xFFFB},
                                       {0xE0000, 0xE007F}}};

struct character {
  std::size_t bytes = 1;
  bool safe = false;
};

struct form {
  std::size_t bytes;
  char32_t least;  // less is an overlong form
  char32_t bits;   // that its first byte holds
};

form form_of(unsigned char first) {
  if (first < 0x80) return {1, 0, first};
  if ((first & 0xE0) == 0xC0) return {2, 0x80, first & 0x1FU};
  if ((first & 0xF0) == 0xE0) return {3, 0x800, first & 0x0FU};
  if ((first & 0xF8) == 0xF0) return {4, 0x10000, first & 0x07U};
  return {0, 0, 0};
}

/// `text` is not empty.
character first_of(std::string_view text) {
  const form shape = form_of(static_cast<unsigned char>(text.front()));
  if (shape.bytes == 0 || shape.bytes > text.size()) return {};
  char32_t code = shape.bits;
  for (const char next : text.substr(1, shape.bytes - 1)) {
    const auto byte = static_cast<unsigned char>(next);
    if ((byte & 0xC0) != 0x80) return {};
    code = code << 6 | (byte & 0x3FU);
  }
  if (code < shape.least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  const auto holds = [code](const range& one) { return one.first <= code && code <= one.last; };
  return {shape.bytes, std::none_of(unsafe.begin(), unsafe.end(), holds)};
}

}  // namespace

std::string printable(std::string_view text, std::size_t most_bytes) {
  std::string out;
  while (!text.empty()) {
    const character next = first_of(text);
    const std::string_view shown = next.safe ? text.substr(0, next.bytes) : text.front() == '\t' ? " " : "?";
    if (out.size() + shown.size() > most_bytes) break;
    out += shown;
    text.remove_prefix(next.bytes);
  }
  return out;
}

}  // namespace reachd::plugin
