// SPDX-License-Identifier: Apache-2.0
#include "metrics/escape.hpp"

#include <cstdint>

namespace reachd::metrics {
namespace {

struct sequence {
  std::size_t length;  // at least 1
  bool well_formed;
};

/// How a lead byte goes on: number of bytes that follow, and the range of the first of them. Unicode 15, table 3-7.
struct continuation {
  std::size_t count;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
};

continuation after(std::uint8_t lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return {1};
  if (lead == 0xE0) return {2, 0xA0, 0xBF};
  if (lead == 0xED) return {2, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {2};
  if (lead == 0xF0) return {3, 0x90, 0xBF};
  if (lead >= 0xF1 && lead <= 0xF3) return {3};
  if (lead == 0xF4) return {3, 0x80, 0x8F};
  return {0};
}

/// The first character of a text that is not empty, or its first maximal ill-formed part.
sequence first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  if (byte(0) < 0x80) return {1, true};
  const continuation expected = after(byte(0));
  if (expected.count == 0) return {1, false};
  for (std::size_t i = 1; i <= expected.count; ++i) {
    const std::uint8_t low = i == 1 ? expected.low : 0x80;
    const std::uint8_t high = i == 1 ? expected.high : 0xBF;
    if (i == text.size() || byte(i) < low || byte(i) > high) return {i, false};
  }
  return {expected.count + 1, true};
}

void append_escaped(std::string& out, std::string_view raw, bool quoted) {
  while (!raw.empty()) {
    const sequence first = first_of(raw);
    const std::string_view character = raw.substr(0, first.length);
    raw.remove_prefix(first.length);
    if (!first.well_formed) {
      out += "\xEF\xBF\xBD";
    } else if (character == "\\") {
      out += "\\\\";
    } else if (character == "\n") {
      out += "\\n";
    } else if (character == "\"" && quoted) {
      out += "\\\"";
    } else {
      out += character;
    }
  }
}

}  // namespace

void append_label_value(std::string& out, std::string_view raw) { append_escaped(out, raw, true); }

void append_help(std::string& out, std::string_view raw) { append_escaped(out, raw, false); }

}  // namespace reachd::metrics
