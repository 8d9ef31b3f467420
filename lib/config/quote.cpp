// SPDX-License-Identifier: Apache-2.0
#include "config/quote.hpp"

#include <algorithm>

namespace reachd::config {
namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_blank(char byte) { return blanks.find(byte) != std::string_view::npos; }

std::size_t line_end(std::string_view text, std::size_t from) { return std::min(text.find('\n', from), text.size()); }

/// Whether a quote or a comment can begin here: after a blank or a character of YAML's own.
bool begins_token(std::string_view text, std::size_t at) {
  return at == 0 || is_blank(text[at - 1]) || std::string_view("[{,:").find(text[at - 1]) != std::string_view::npos;
}

}  // namespace

std::size_t find_closing_quote(std::string_view text, std::size_t open) {
  if (open >= text.size()) return std::string_view::npos;
  const char mark = text[open];
  if (mark != '\'' && mark != '"') return std::string_view::npos;
  for (std::size_t at = open + 1; at < text.size(); ++at) {
    const bool escape = mark == '"' ? text[at] == '\\' : text.substr(at, 2) == "''";
    if (escape) {
      ++at;
    } else if (text[at] == mark) {
      return at;
    }
  }
  return std::string_view::npos;
}

std::size_t find_unclosed_quote(std::string_view text, std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (!begins_token(text, at)) continue;
    if (text[at] == '#') {
      at = line_end(text, at);
    } else if (text[at] == '\'' || text[at] == '"') {
      const std::size_t close = find_closing_quote(text, at);
      if (close == std::string_view::npos) return at;
      at = close;
    }
  }
  return std::string_view::npos;
}

std::size_t skip_properties(std::string_view text, std::size_t from) {
  while (from < text.size()) {
    if (is_blank(text[from])) {
      ++from;
    } else if (text[from] == '#') {
      from = line_end(text, from);
    } else if (text[from] == '&' || text[from] == '!') {
      from = std::min(text.find_first_of(blanks, from), text.size());
    } else {
      break;
    }
  }
  return from;
}

}  // namespace reachd::config
