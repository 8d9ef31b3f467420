// SPDX-License-Identifier: Apache-2.0
#include "daemon/text_table.hpp"

#include <algorithm>

namespace reachd::daemon {
namespace {

/// Characters, not bytes; wide ones count as one.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char byte) { return (byte & 0xC0) != 0x80; }));
}

}  // namespace

std::string table_of(const std::vector<table_row>& rows) {
  std::vector<std::size_t> widths;
  for (const table_row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t at = 0; at < row.size(); ++at) widths[at] = std::max(widths[at], width_of(row[at]));
  }
  std::string out;
  for (const table_row& row : rows) {
    for (std::size_t at = 0; at < row.size(); ++at) {
      out += row[at];
      if (at + 1 < row.size()) out.append(widths[at] - width_of(row[at]) + 2, ' ');
    }
    out += '\n';
  }
  return out;
}

std::string visible(std::string text) {
  std::ranges::replace_if(
      text, [](char letter) { return static_cast<unsigned char>(letter) < 32 || letter == 127; }, '?');
  return text;
}

}  // namespace reachd::daemon
