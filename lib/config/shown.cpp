// SPDX-License-Identifier: Apache-2.0
#include "config/shown.hpp"

#include <algorithm>
#include <array>

#include "config/duration.hpp"

namespace reachd::config {
namespace {

bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }
bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/// What YAML 1.1 or 1.2 takes for something else than text.
bool is_word_of_yaml(std::string_view text) {
  constexpr std::array<std::string_view, 9> words{"y", "n", "yes", "no", "on", "off", "true", "false", "null"};
  return std::ranges::any_of(words, [text](std::string_view word) {
    return std::ranges::equal(word, text, [](char left, char right) { return left == (right | 0x20); });
  });
}

bool is_plain(std::string_view text) {
  const bool simple = std::ranges::all_of(
      text, [](char byte) { return is_letter(byte) || is_digit(byte) || byte == '.' || byte == '-' || byte == '_'; });
  if (text.empty() || !simple) return false;
  if (is_letter(text.front())) return !is_word_of_yaml(text);
  const bool like_v4 = std::ranges::all_of(text, [](char byte) { return is_digit(byte) || byte == '.'; });
  return like_v4 && is_digit(text.front()) && std::ranges::count(text, '.') == 3;
}

void append_escaped(std::string& out, char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(byte);
  if (byte == '\n') {
    out += "\\n";
  } else if (byte == '\t') {
    out += "\\t";
  } else if (code < 0x20 || code == 0x7F) {
    ((out += "\\x") += digits[code >> 4]) += digits[code & 15];
  } else {
    if (byte == '"' || byte == '\\') out += '\\';
    out += byte;
  }
}

}  // namespace

std::string yaml_text(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string out = "\"";
  for (const char byte : text) {
    append_escaped(out, byte);
  }
  return out + '"';
}

std::string shown(const field& of, std::string_view text) {
  return yaml_text((of.rules & secret) != 0 ? hidden : text);
}

std::string shown(const field& of, std::int64_t number) {
  switch (of.type) {
    case value_type::duration:
      return format_duration(core::nanoseconds(number));
    case value_type::boolean:
      return number != 0 ? "true" : "false";
    case value_type::choice:
      return std::string(of.choices[static_cast<std::size_t>(number)]);
    default:
      return std::to_string(number);
  }
}

}  // namespace reachd::config
