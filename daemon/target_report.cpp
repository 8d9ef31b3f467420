// SPDX-License-Identifier: Apache-2.0
#include "daemon/target_report.hpp"

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "daemon/iso_time.hpp"
#include "metrics/reading_samples.hpp"

namespace reachd::daemon {
namespace {

using nlohmann::json;

json seconds(std::optional<core::nanoseconds> length) { return length ? json(core::to_seconds(*length)) : json(); }
json time(core::wall_time at) { return at == core::wall_time{} ? json() : json(iso_time(at)); }
json text_or_null(std::string_view text) { return text.empty() ? json() : json(text); }
std::string address_of(const probe::target& shown) {
  return shown.address ? shown.address->to_string() : std::string();
}
std::string dumped(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

json rtt_of(const stats::rtt_statistics& rtt) {
  return {{"min_seconds", seconds(rtt.min)}, {"mean_seconds", seconds(rtt.mean)},
          {"max_seconds", seconds(rtt.max)}, {"stddev_seconds", seconds(rtt.deviation)},
          {"p50_seconds", seconds(rtt.p50)}, {"p90_seconds", seconds(rtt.p90)},
          {"p99_seconds", seconds(rtt.p99)}};
}

json window_of(const stats::window_statistics& over) {
  json shown = {{"covered_seconds", seconds(over.covered)}, {"loss", nullptr}, {"rtt", nullptr}};
  if (over.loss) {
    shown["loss"] = {{"share", over.loss->share}, {"least", over.loss->within.low}, {"most", over.loss->within.high}};
  }
  if (over.rtt) shown["rtt"] = rtt_of(*over.rtt);
  return shown;
}

json counters_of(const stats::series& numbers) {
  json ended = json::object();
  for (std::size_t how = 0; how < core::outcome_count; ++how) {
    const auto outcome = static_cast<core::outcome>(how);
    ended[std::string(core::name_of(outcome))] = numbers.ended(outcome);
  }
  json errors = json::object();
  for (const auto& [code, count] : numbers.local_errors()) errors[core::errno_name(code)] = count;
  return {{"sent", numbers.sent()},       {"ended", ended},         {"in_flight", numbers.in_flight()},
          {"skipped", numbers.skipped()}, {"late", numbers.late()}, {"duplicates", numbers.duplicates()},
          {"local_errors", errors}};
}

json evidence_of(const probe::target& from) {
  const stats::evidence& grounds = from.series.evidence();
  json shown = {{"outcomes", grounds.outcomes().text()},
                {"first_lost", time(grounds.first_failed().wall)},
                {"last_reply", time(grounds.last_reply().wall)},
                {"icmp_error", nullptr},
                {"problem", from.readings ? text_or_null(from.readings->problem) : json()}};
  if (grounds.cause().type != 0) {
    shown["icmp_error"] = {
        {"type", grounds.cause().type}, {"code", grounds.cause().code}, {"from", grounds.cause().sender.to_string()}};
  }
  return shown;
}

json outages_of(const stats::series& numbers, core::instant now) {
  json shown = json::array();
  for (const stats::outage& each : numbers.outages().all()) {
    shown.push_back({{"first_lost", time(each.first_lost.wall)},
                     {"declared", time(each.declared)},
                     {"last_reply", time(each.last_reply.wall)},
                     {"ended", time(each.ended.wall)},
                     {"lasted_seconds", seconds(each.duration(now))},
                     {"reason", core::name_of(each.how)}});
  }
  return shown;
}

json json_of(const target_row& row) {
  return {{"name", row.name},
          {"probe", row.probe},
          {"address", text_or_null(row.address)},
          {"state", stats::name_of(row.state)},
          {"since", time(row.since)},
          {"rtt_seconds", seconds(row.rtt)},
          {"loss", row.loss ? json(*row.loss) : json()}};
}

json readings_of(const probe::target& shown) {
  if (shown.readings == nullptr) return nullptr;
  json values = json::array();
  for (const stats::reading& one : shown.readings->values) {
    json value = {{"name", metrics::family_of(one.what).name}, {"value", one.value}};
    const auto& names = metrics::label_names_of(one.what);
    for (std::size_t at = 0; at < names.size() && !names[at].empty(); ++at) {
      value["labels"][std::string(names[at])] = one.labels[at];
    }
    values.push_back(std::move(value));
  }
  return {{"values", values}};  // what is wrong with it stands in the evidence
}

}  // namespace

target_row row_of(const probe::target& shown, core::instant now) {
  const stats::series& numbers = shown.series;
  target_row row{shown.name,
                 options::name_of(shown.probe),
                 address_of(shown),
                 numbers.state().current(),
                 numbers.last_state_change(),
                 numbers.rtt_last(),
                 std::nullopt};
  if (const auto loss = numbers.over(stats::window::minute, now).loss) row.loss = loss->share;
  return row;
}

void append_json(std::string& out, const target_row& row) { out += dumped(json_of(row)); }

std::string report_of_spread(std::string_view name, const std::vector<target_row>& targets) {
  json rows = json::array();
  for (const target_row& one : targets) rows.push_back(json_of(one));
  return dumped({{"name", name}, {"targets", std::move(rows)}});
}

std::string report_of(const probe::target& shown, core::instant now, core::wall_time wall) {
  const stats::series& numbers = shown.series;
  const bool due = shown.alarm.waiting();
  json windows = json::object();
  for (std::size_t which = 0; which < stats::window_count; ++which) {
    const auto window = static_cast<stats::window>(which);
    windows[std::string(stats::name_of(window))] = window_of(numbers.over(window, now));
  }
  return dumped(
      {{"name", shown.name},
       {"probe", options::name_of(shown.probe)},
       {"host", shown.host},
       {"port", shown.port == 0 ? json() : json(shown.port)},
       {"address", text_or_null(address_of(shown))},
       {"state", stats::name_of(numbers.state().current())},
       {"since", time(numbers.last_state_change())},
       {"state_changes", numbers.state_changes()},
       {"evidence", evidence_of(shown)},
       {"schedule",
        {{"interval_seconds", seconds(shown.schedule.interval())},
         {"retry_seconds", seconds(shown.schedule.retry())},
         {"timeout_seconds", seconds(shown.timeout)},
         {"next_probe",
          due ? time(wall + std::chrono::duration_cast<core::wall_time::duration>(shown.due - now)) : json()}}},
       {"rtt_seconds", seconds(numbers.rtt_last())},
       {"jitter_seconds", seconds(numbers.jitter())},
       {"ttl", numbers.ttl() ? json(*numbers.ttl()) : json()},
       {"answer", readings_of(shown)},
       {"counters", counters_of(numbers)},
       {"windows", windows},
       {"outages", outages_of(numbers, now)}});
}

}  // namespace reachd::daemon
