// SPDX-License-Identifier: Apache-2.0
#include "daemon/status_table.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "daemon/text_table.hpp"

namespace reachd::daemon {
namespace {

using nlohmann::json;

std::string text_of(const json& value) { return value.is_string() ? visible(value.get<std::string>()) : "-"; }
std::string milliseconds_of(const json& value) {
  return value.is_number() ? fmt::format("{:.3f} ms", value.get<double>() * 1000) : "-";
}
std::string percent_of(const json& value) {
  return value.is_number() ? fmt::format("{:.1f} %", value.get<double>() * 100) : "-";
}

table_row row_of(const json& target) {
  return {text_of(target.at("state")),   text_of(target.at("name")),
          text_of(target.at("address")), milliseconds_of(target.at("rtt_seconds")),
          percent_of(target.at("loss")), text_of(target.at("since"))};
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
    std::vector<table_row> rows{{"STATE", "TARGET", "ADDRESS", "RTT", "LOSS 1m", "SINCE"}};
    for (const json& target : status.at("targets")) rows.push_back(row_of(target));
    return head_of(status) + (rows.size() > 1 ? "\n" + table_of(rows) : "");
  } catch (const json::exception&) {
    return std::string(answer);
  }
}

}  // namespace reachd::daemon
