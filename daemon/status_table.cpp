// SPDX-License-Identifier: Apache-2.0
#include "daemon/status_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <vector>

namespace reachd::daemon {
namespace {

using nlohmann::json;

constexpr std::size_t columns = 6;
using line = std::array<std::string, columns>;

/// Control characters would leave the line, or command the terminal.
std::string visible(std::string text) {
  std::ranges::replace_if(
      text, [](char letter) { return static_cast<unsigned char>(letter) < 32 || letter == 127; }, '?');
  return text;
}

std::string text_of(const json& value) { return value.is_string() ? visible(value.get<std::string>()) : "-"; }
std::string milliseconds_of(const json& value) {
  return value.is_number() ? fmt::format("{:.3f} ms", value.get<double>() * 1000) : "-";
}
std::string percent_of(const json& value) {
  return value.is_number() ? fmt::format("{:.1f} %", value.get<double>() * 100) : "-";
}

line line_of(const json& target) {
  return {text_of(target.at("state")),   text_of(target.at("name")),
          text_of(target.at("address")), milliseconds_of(target.at("rtt_seconds")),
          percent_of(target.at("loss")), text_of(target.at("since"))};
}

/// Characters, not bytes; wide ones count as one.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char byte) { return (byte & 0xC0) != 0x80; }));
}

std::string table_of(const std::vector<line>& lines) {
  std::array<std::size_t, columns> widths{};
  for (const line& each : lines) {
    for (std::size_t at = 0; at < columns; ++at) widths[at] = std::max(widths[at], width_of(each[at]));
  }
  std::string out;
  for (const line& each : lines) {
    for (std::size_t at = 0; at + 1 < columns; ++at)
      out += each[at] + std::string(widths[at] - width_of(each[at]) + 2, ' ');
    out += each.back() + "\n";
  }
  return out;
}

std::string head_of(const json& status) {
  std::string out;
  for (const auto& [state, count] : status.at("states").items()) {
    if (count.get<std::uint64_t>() > 0)
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count.get<std::uint64_t>(), state);
  }
  out += "\n";
  const json& config = status.at("config");
  if (config.at("good").get<bool>()) return out;
  return out + "The configuration was refused; the one before is running:\n" + config.at("errors").get<std::string>();
}

}  // namespace

std::string status_table(std::string_view answer) {
  try {
    const json status = json::parse(answer);
    std::vector<line> lines{{"STATE", "TARGET", "ADDRESS", "RTT", "LOSS 1m", "SINCE"}};
    for (const json& target : status.at("targets")) lines.push_back(line_of(target));
    return head_of(status) + (lines.size() > 1 ? "\n" + table_of(lines) : "");
  } catch (const json::exception&) {
    return std::string(answer);
  }
}

}  // namespace reachd::daemon
