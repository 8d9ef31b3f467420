// SPDX-License-Identifier: Apache-2.0
#include "metrics/target_samples.hpp"

#include <algorithm>
#include <functional>
#include <string>

#include "core/error.hpp"
#include "metrics/reading_samples.hpp"

namespace reachd::metrics {
namespace {

constexpr auto outcome_labels = label_texts("outcome", core::outcome_names);
constexpr auto state_labels = label_texts("state", stats::state_names);
constexpr auto le_labels = label_texts("le", le_values);

constexpr std::string_view name_of(target_family which) { return family_of(which).name; }

/// The writer of a family with one number for each target, without labels of its own.
template <target_family Which, auto Member>
void write_number(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  out.sample(name_of(Which), chunk.identity(row), "", row.*Member);
}

/// The same for a duration in seconds that may be absent.
template <target_family Which, auto Member>
void write_seconds(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  if (const auto& value = row.*Member) {
    out.sample(name_of(Which), chunk.identity(row), "", core::to_seconds(*value));
  }
}

void write_up(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  if (row.state != stats::state::up && row.state != stats::state::down) return;
  out.sample(name_of(target_family::up), chunk.identity(row), "", row.state == stats::state::up ? 1 : 0);
}

void write_state(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  for (std::size_t i = 0; i < stats::state_count; ++i) {
    const bool current = row.state == static_cast<stats::state>(i);
    out.sample(name_of(target_family::state), chunk.identity(row), state_labels[i].view(), current ? 1 : 0);
  }
}

void write_ended(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  const auto& usual = row.kind->outcomes;
  for (std::size_t i = 0; i < core::outcome_count; ++i) {
    const bool can_happen = std::find(usual.begin(), usual.end(), static_cast<core::outcome>(i)) != usual.end();
    if (!can_happen && row.ended[i] == 0) continue;
    out.sample(name_of(target_family::probes_ended), chunk.identity(row), outcome_labels[i].view(), row.ended[i]);
  }
}

void write_rtt(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  static_assert(family_of(target_family::rtt).name == "reachd_rtt_seconds");
  const std::string_view labels = chunk.identity(row);
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < row.rtt_counts.size(); ++i) {
    count += row.rtt_counts[i];
    out.sample("reachd_rtt_seconds_bucket", labels, le_labels[i].view(), count);
  }
  out.sample("reachd_rtt_seconds_sum", labels, "", core::to_seconds(row.rtt_sum));
  out.sample("reachd_rtt_seconds_count", labels, "", count);
}

void write_local_errors(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  constexpr std::string_view name = name_of(target_family::local_errors);
  const std::string_view labels = chunk.identity(row);
  const auto counted = chunk.local_errors(row);
  const auto& usual = row.kind->errnos;
  for (const known_errno& known : usual) {
    const auto at = std::find_if(counted.begin(), counted.end(), [&](const auto& e) { return e.first == known.value; });
    out.sample(name, labels, known.label.view(), at != counted.end() ? at->second : 0);
  }
  for (const auto& [value, count] : counted) {
    const int number = value;
    if (std::any_of(usual.begin(), usual.end(), [&](const known_errno& known) { return known.value == number; })) {
      continue;
    }
    out.sample(name, labels, label_text("errno", core::errno_name(number)).view(), count);
  }
}

void write_last_state_change(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  if (row.last_state_change == core::wall_time{}) return;
  out.sample(name_of(target_family::last_state_change), chunk.identity(row), "",
             core::to_seconds(row.last_state_change.time_since_epoch()));
}

void write_syn_retransmits(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  if (!row.kind->counts_syn_retransmits) return;
  out.sample(name_of(target_family::tcp_syn_retransmits), chunk.identity(row), "", row.syn_retransmits);
}

/// A number that only echoes have: from 0 on for them, never for others.
constexpr auto minute_label = label_texts("window", std::array<std::string_view, 1>{"1m"});

/// A figure of the last minute.
template <target_family Which, auto Figure>
void write_minute(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  if (!row.minute) return;
  const double seconds = core::to_seconds(std::invoke(Figure, *row.minute));
  out.sample(name_of(Which), chunk.identity(row), minute_label[0].view(), seconds);
}

void write_ttl(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  if (row.ttl) out.sample(name_of(target_family::reply_ttl), chunk.identity(row), "", unsigned{*row.ttl});
}

template <target_family Which, auto Member>
void write_extra(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  if (row.kind->counts_extra_replies) write_number<Which, Member>(out, chunk, row);
}

void write_late_rtt(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  if (!row.kind->counts_extra_replies) return;
  out.sample(name_of(target_family::replies_late_rtt), chunk.identity(row), "", core::to_seconds(row.late_rtt_sum));
}

void write_info(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  out.sample(name_of(target_family::info), chunk.info(row), "", 1);
}

}  // namespace

sample_writer samples_of(target_family which) {
  using enum target_family;
  switch (which) {
    case up:
      return write_up;
    case state:
      return write_state;
    case probes_sent:
      return write_number<probes_sent, &target_row::sent>;
    case probes_ended:
      return write_ended;
    case probes_in_flight:
      return write_number<probes_in_flight, &target_row::in_flight>;
    case probes_skipped:
      return write_number<probes_skipped, &target_row::skipped>;
    case rtt:
      return write_rtt;
    case rtt_last:
      return write_seconds<rtt_last, &target_row::rtt_last>;
    case jitter:
      return write_seconds<jitter, &target_row::jitter>;
    case rtt_min:
      return write_minute<rtt_min, &stats::rtt_statistics::min>;
    case rtt_max:
      return write_minute<rtt_max, &stats::rtt_statistics::max>;
    case rtt_stddev:
      return write_minute<rtt_stddev, &stats::rtt_statistics::deviation>;
    case delay_variation:
      return write_minute<delay_variation, &stats::rtt_statistics::variation_p99>;
    case reply_ttl:
      return write_ttl;
    case reply_ttl_changes:
      return write_extra<reply_ttl_changes, &target_row::ttl_changes>;
    case replies_late:
      return write_extra<replies_late, &target_row::late>;
    case replies_late_rtt:
      return write_late_rtt;
    case replies_duplicate:
      return write_extra<replies_duplicate, &target_row::duplicates>;
    case local_errors:
      return write_local_errors;
    case state_changes:
      return write_number<state_changes, &target_row::state_changes>;
    case last_state_change:
      return write_last_state_change;
    case tcp_syn_retransmits:
      return write_syn_retransmits;
    case info:
      return write_info;
    default:
      return reading_samples_of(which);
  }
}

}  // namespace reachd::metrics
