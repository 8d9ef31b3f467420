// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "daemon/log.hpp"

namespace reachd::daemon {
namespace {

/// A JSON string with its quotes; logfmt readers take the same escapes. Ill-formed UTF-8 is replaced.
std::string quoted(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool is_plain(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\'; });
}

std::string value_text(config::log_format format, const field& shown) {
  if (const auto* number = std::get_if<double>(&shown.value)) return fmt::format("{}", *number);
  if (const auto* count = std::get_if<std::uint64_t>(&shown.value)) return fmt::format("{}", *count);
  const std::string_view text = std::get<std::string_view>(shown.value);
  return format == config::log_format::logfmt && is_plain(text) ? std::string(text) : quoted(text);
}

}  // namespace

std::string format_fields(config::log_format format, std::string_view message, std::initializer_list<field> fields) {
  const bool json = format == config::log_format::json;
  std::string line = (json ? "\"msg\":" : "msg=") + quoted(message);
  for (const field& each : fields) {
    line += json ? fmt::format(",\"{}\":", each.key) : fmt::format(" {}=", each.key);
    line += value_text(format, each);
  }
  return line;
}

}  // namespace reachd::daemon
