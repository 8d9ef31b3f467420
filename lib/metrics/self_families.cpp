// SPDX-License-Identifier: Apache-2.0
#include "metrics/self_families.hpp"

#include <limits>
#include <string>
#include <utility>

namespace reachd::metrics {
namespace {

using families = std::vector<prometheus::MetricFamily>;
using labels = std::vector<prometheus::ClientMetric::Label>;

prometheus::MetricType type_of(metric_type type) {
  switch (type) {
    case metric_type::counter:
      return prometheus::MetricType::Counter;
    case metric_type::gauge:
      return prometheus::MetricType::Gauge;
    case metric_type::histogram:
      return prometheus::MetricType::Histogram;
    case metric_type::summary:
      return prometheus::MetricType::Summary;
  }
  return prometheus::MetricType::Untyped;
}

prometheus::MetricFamily& append_family(families& out, own_family which) {
  const family& described = family_of(which);
  return out.emplace_back(
      prometheus::MetricFamily{std::string(described.name), std::string(described.help), type_of(described.type), {}});
}

/// Adds one value of a counter or gauge: which of the two is read is said by the family's type.
template <typename Number>
void append_value(prometheus::MetricFamily& to, labels with, Number value) {
  prometheus::ClientMetric& metric = to.metric.emplace_back();
  metric.label = std::move(with);
  metric.counter.value = metric.gauge.value = static_cast<double>(value);
}

template <typename Number>
void append_number(families& out, own_family which, Number value) {
  append_value(append_family(out, which), {}, value);
}

void append_histogram(families& out, own_family which, const latency_histogram& from) {
  prometheus::ClientMetric::Histogram& to = append_family(out, which).metric.emplace_back().histogram;
  for (std::size_t i = 0; i < from.counts.size(); ++i) {
    to.sample_count += from.counts[i];
    const double edge = i < from.edges_ns.size() ? core::to_seconds(core::nanoseconds(from.edges_ns[i]))
                                                 : std::numeric_limits<double>::infinity();
    to.bucket.push_back({to.sample_count, edge});
  }
  to.sample_sum = core::to_seconds(from.sum);
}

void append_gaps(families& out, const self_numbers& numbers) {
  prometheus::MetricFamily& counts = append_family(out, own_family::gaps);
  append_value(counts, {{"reason", "stalled"}}, numbers.stalled.count);
  append_value(counts, {{"reason", "suspended"}}, numbers.suspended.count);
  append_value(counts, {{"reason", "restarted"}}, numbers.restarted.count);
  prometheus::MetricFamily& seconds = append_family(out, own_family::gap_seconds);
  append_value(seconds, {{"reason", "stalled"}}, core::to_seconds(numbers.stalled.lasted));
  append_value(seconds, {{"reason", "suspended"}}, core::to_seconds(numbers.suspended.lasted));
  append_value(seconds, {{"reason", "restarted"}}, core::to_seconds(numbers.restarted.lasted));
}

void append_state(families& out, const state_numbers& numbers) {
  if (numbers.saved) append_number(out, own_family::state_saved, core::to_seconds(numbers.saved->time_since_epoch()));
  append_number(out, own_family::state_save_errors, numbers.errors);
}

void append_uplink(families& out, const std::vector<uplink_number>& ways) {
  if (ways.empty()) return;  // a family without a sample is no family
  prometheus::MetricFamily& to = append_family(out, own_family::uplink_up);
  for (const uplink_number& each : ways) append_value(to, {{"way", std::string(each.way)}}, each.up ? 1 : 0);
}

void append_rejected(families& out, const rejected_numbers& numbers) {
  prometheus::MetricFamily& to = append_family(out, own_family::replies_rejected);
  append_value(to, {{"reason", "source"}}, numbers.source);
  append_value(to, {{"reason", "checksum"}}, numbers.checksum);
  append_value(to, {{"reason", "code"}}, numbers.code);
  append_value(to, {{"reason", "short"}}, numbers.too_short);
  append_value(to, {{"reason", "token"}}, numbers.token);
  append_value(to, {{"reason", "stale"}}, numbers.stale);
  append_value(to, {{"reason", "icmp_error"}}, numbers.icmp_error);
}

void append_stamps(families& out, const stamp_numbers& numbers) {
  prometheus::MetricFamily& to = append_family(out, own_family::stamps);
  append_value(to, {{"direction", "send"}, {"source", "kernel"}}, numbers.send_kernel);
  append_value(to, {{"direction", "send"}, {"source", "user"}}, numbers.send_user);
  append_value(to, {{"direction", "receive"}, {"source", "kernel"}}, numbers.receive_kernel);
  append_value(to, {{"direction", "receive"}, {"source", "user"}}, numbers.receive_user);
}

void append_resolver(families& out, const resolver_numbers& numbers) {
  append_number(out, own_family::resolver_lookups, numbers.lookups);
  append_number(out, own_family::resolver_failures, numbers.failures);
  append_number(out, own_family::resolver_in_flight, numbers.in_flight);
  append_number(out, own_family::resolver_queued, numbers.queued);
  prometheus::ClientMetric& lookup = append_family(out, own_family::resolver_lookup).metric.emplace_back();
  lookup.summary.sample_count = numbers.lookups;
  lookup.summary.sample_sum = core::to_seconds(numbers.lookup_time);
}

void append_web(families& out, const self_numbers& numbers) {
  prometheus::MetricFamily& answers = append_family(out, own_family::web_requests);
  for (std::size_t digit = 2; digit < numbers.web_answers.size(); ++digit) {
    append_value(answers, {{"code", std::to_string(digit) + "xx"}}, numbers.web_answers[digit]);
  }
  append_number(out, own_family::web_connections, numbers.web_connections);
}

}  // namespace

void append_self_families(families& out, const self_numbers& numbers) {
  append_number(out, own_family::targets, numbers.targets);
  append_histogram(out, own_family::loop_lag, numbers.loop_lag);
  append_histogram(out, own_family::send_lateness, numbers.send_lateness);
  append_gaps(out, numbers);
  append_state(out, numbers.state);
  append_uplink(out, numbers.uplink);
  append_rejected(out, numbers.rejected);
  append_number(out, own_family::receive_queue_drops, numbers.receive_queue_drops);
  append_stamps(out, numbers.stamps);
  append_resolver(out, numbers.resolver);
  append_web(out, numbers);
  append_number(out, own_family::exec_unkillable, numbers.exec_unkillable);
}

void append_process_families(families& out, std::optional<core::wall_time> started) {
  const auto process = read_process();
  if (process) {
    append_number(out, own_family::process_cpu, core::to_seconds(process->cpu));
    append_number(out, own_family::process_resident_memory, process->resident_bytes);
    append_number(out, own_family::process_virtual_memory, process->virtual_bytes);
  }
  if (const auto open = count_open_fds()) append_number(out, own_family::process_open_fds, *open);
  if (const auto limit = max_fds()) append_number(out, own_family::process_max_fds, *limit);
  if (started) {
    append_number(out, own_family::process_start_time, core::to_seconds(started->time_since_epoch()));
  }
  if (process) append_number(out, own_family::process_threads, process->threads);
}

}  // namespace reachd::metrics
