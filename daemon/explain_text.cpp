// SPDX-License-Identifier: Apache-2.0
#include "daemon/explain_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "config/duration.hpp"
#include "config/utf8.hpp"
#include "daemon/text_table.hpp"

namespace reachd::daemon {
namespace {

using nlohmann::json;

constexpr std::size_t longest_name = 512;
constexpr std::size_t longest_problem = 512;

std::string text_of(const json& value, const char* otherwise) {
  return value.is_string() ? visible(value.get<std::string>()) : otherwise;
}

std::string length_of(const json& seconds) {
  return config::format_duration(core::nanoseconds(std::llround(seconds.get<double>() * 1e9)));
}

std::string milliseconds_of(const json& seconds) {
  return seconds.is_number() ? fmt::format("{:.3f} ms", seconds.get<double>() * 1000) : "-";
}

std::string state_of(const json& target) {
  std::string out = text_of(target.at("state"), "-");
  if (target.at("since").is_string()) out += " since " + text_of(target.at("since"), "");
  const auto changes = target.at("state_changes").get<std::uint64_t>();
  return out + fmt::format(", {} change{} of state", changes, changes == 1 ? "" : "s");
}

std::string schedule_of(const json& schedule) {
  return fmt::format("every {}, every {} while undecided, timeout {}; next probe {}",
                     length_of(schedule.at("interval_seconds")), length_of(schedule.at("retry_seconds")),
                     length_of(schedule.at("timeout_seconds")), text_of(schedule.at("next_probe"), "none"));
}

void add_evidence(std::vector<table_row>& to, const json& evidence) {
  to.push_back({"last outcomes", text_of(evidence.at("outcomes"), "") +
                                     "  (oldest first: . reply, x lost, u unreachable, r refused, m mismatch, e local "
                                     "error, s stopped)"});
  to.push_back({"first lost", text_of(evidence.at("first_lost"), "-")});
  to.push_back({"last reply", text_of(evidence.at("last_reply"), "-")});
  const std::string problem = text_of(evidence.value("problem", json()), "");
  if (!problem.empty()) to.push_back({"problem", config::printable(problem, longest_problem)});
  const json& error = evidence.at("icmp_error");
  if (error.is_null()) return;
  to.push_back({"ICMP error", fmt::format("type {} code {} from {}", error.at("type").get<int>(),
                                          error.at("code").get<int>(), text_of(error.at("from"), "-"))});
}

/// "ENODEV 312, EPERM 1": what kept probes from being measured, and how often.
void add_local_errors(std::vector<table_row>& to, const json& counters) {
  const json errors = counters.value("local_errors", json::object());
  std::string told;
  for (const auto& [name, count] : errors.items()) {
    told += (told.empty() ? "" : ", ") + name + " " + std::to_string(count.get<std::uint64_t>());
  }
  if (!told.empty()) to.push_back({"local errors", told + ", in all"});
}

/// "http_status_code 200, phase_seconds{connect} 0.0012".
void add_answer(std::vector<table_row>& to, const json& answer) {
  if (answer.is_null()) return;
  std::string told;
  for (const json& one : answer.at("values")) {
    std::string name = one.at("name").get<std::string>();
    name.erase(0, std::string_view("reachd_").size());
    if (one.contains("labels")) {
      std::string labels;
      for (const auto& [key, label] : one.at("labels").items())
        labels += (labels.empty() ? "" : ",") + text_of(label, "");
      name += "{" + labels + "}";
    }
    told += (told.empty() ? "" : ", ") + name + " " + fmt::format("{:.10g}", one.at("value").get<double>());
  }
  if (!told.empty()) to.push_back({"answer", told});
}

void add_minute(std::vector<table_row>& to, const json& minute) {
  const json& loss = minute.at("loss");
  to.push_back(
      {"loss 1m", loss.is_null()
                      ? "-"
                      : fmt::format("{:.1f} % (between {:.1f} % and {:.1f} %)", loss.at("share").get<double>() * 100,
                                    loss.at("least").get<double>() * 100, loss.at("most").get<double>() * 100)});
  const json& rtt = minute.at("rtt");
  to.push_back(
      {"RTT 1m", rtt.is_null()
                     ? "-"
                     : fmt::format("min {}, median {}, p99 {}, max {}", milliseconds_of(rtt.at("min_seconds")),
                                   milliseconds_of(rtt.at("p50_seconds")), milliseconds_of(rtt.at("p99_seconds")),
                                   milliseconds_of(rtt.at("max_seconds")))});
}

/// Of a name each of whose addresses is a target.
std::string parts_text(const json& parts) {
  if (parts.empty()) return "running\n  no address of it is known yet\n";
  std::vector<table_row> rows;
  for (const json& one : parts) {
    rows.push_back({"  " + text_of(one.at("name"), "-"), text_of(one.at("state"), "-"), text_of(one.at("since"), "-"),
                    milliseconds_of(one.at("rtt_seconds"))});
  }
  return "running, a target for each address\n" + table_of(rows);
}

}  // namespace

std::string file_text(const config::explanation& of) {
  std::vector<table_row> rows;
  for (const config::explained_value& one : of.values) {
    const std::string where = one.where.line == 0 ? "-" : config::to_string(one.where);
    rows.push_back({"  " + one.key, one.value, where, one.said_by});
  }
  return config::printable(of.name, longest_name) + " at " + config::to_string(of.where) + "\n" + table_of(rows);
}

std::string live_text(std::string_view answer) {
  try {
    const json target = json::parse(answer);
    if (target.contains("targets")) return parts_text(target.at("targets"));
    const bool asks_none = target.value("probe", "") == "exec";
    std::vector<table_row> rows{{"state", state_of(target)},
                                {"address", text_of(target.at("address"), asks_none ? "-" : "none yet")},
                                {"schedule", schedule_of(target.at("schedule"))}};
    add_evidence(rows, target.at("evidence"));
    add_local_errors(rows, target.value("counters", json::object()));
    add_answer(rows, target.value("answer", json()));
    add_minute(rows, target.at("windows").at("1m"));
    for (table_row& row : rows) row.front().insert(0, "  ");
    return "running\n" + table_of(rows);
  } catch (const json::exception&) {
    return std::string(answer);
  }
}

}  // namespace reachd::daemon
