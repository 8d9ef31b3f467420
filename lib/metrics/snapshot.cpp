// SPDX-License-Identifier: Apache-2.0
#include "metrics/snapshot.hpp"

namespace reachd::metrics {
namespace {

// Small enough that malloc keeps the memory for reuse, and that reserving it costs microseconds.
constexpr std::size_t rows_per_chunk = 256;
constexpr std::size_t usual_text_size = 128;

/// Appends all labels of reachd_target_info, and notes where they stand.
void copy_labels(snapshot_chunk& chunk, target_row& row, const target_labels& labels, std::string_view address) {
  row.kind = &labels.kind();
  row.text = chunk.text.size();
  row.identity_size = labels.identity().size();
  chunk.text += labels.identity();
  if (!address.empty()) {
    chunk.text += ',';
    append_label(chunk.text, "address", address);
  }
  chunk.text += labels.details();
  row.info_size = chunk.text.size() - row.text;
}

void copy_errors(snapshot_chunk& chunk, target_row& row, const std::vector<errno_count>& errors) {
  row.first_error = static_cast<std::uint32_t>(chunk.errors.size());
  row.error_count = static_cast<std::uint32_t>(errors.size());
  chunk.errors.insert(chunk.errors.end(), errors.begin(), errors.end());
}

void copy_numbers(target_row& row, const stats::series& numbers, core::instant now) {
  row.state = numbers.state().current();
  row.sent = numbers.sent();
  row.in_flight = numbers.in_flight();
  for (std::size_t i = 0; i < core::outcome_count; ++i) row.ended[i] = numbers.ended(static_cast<core::outcome>(i));
  row.skipped = numbers.skipped();
  row.minute = numbers.over(stats::window::minute, now).rtt;
  row.ttl = numbers.ttl();
  row.ttl_changes = numbers.ttl_changes();
  row.late = numbers.late();
  row.late_rtt_sum = numbers.late_rtt_sum();
  row.duplicates = numbers.duplicates();
  row.syn_retransmits = numbers.syn_retransmits();
  row.state_changes = numbers.state_changes();
  row.last_state_change = numbers.last_state_change();
  row.rtt_last = numbers.rtt_last();
  row.jitter = numbers.jitter();
  row.rtt_sum = numbers.rtt().sum();
  row.rtt_counts = numbers.rtt().classic();
}

}  // namespace

void snapshot::add(const target_labels& labels, std::string_view address, const stats::series& numbers,
                   core::instant now, std::shared_ptr<const stats::readings> readings) {
  snapshot_chunk& chunk = writable();
  target_row& row = chunk.rows.emplace_back();
  copy_labels(chunk, row, labels, address);
  copy_errors(chunk, row, numbers.local_errors());
  copy_numbers(row, numbers, now);
  row.readings = std::move(readings);
}

snapshot_chunk& snapshot::writable() {
  if (used_ == 0 || chunks_[used_ - 1].rows.size() == rows_per_chunk) {
    if (used_ == chunks_.size()) chunks_.emplace_back();
    chunks_[used_].rows.reserve(rows_per_chunk);
    chunks_[used_].text.reserve(rows_per_chunk * usual_text_size);
    ++used_;
  }
  return chunks_[used_ - 1];
}

void snapshot::clear() {
  for (snapshot_chunk& chunk : chunks_) {
    chunk.rows.clear();
    chunk.errors.clear();
    chunk.text.clear();
  }
  used_ = 0;
}

std::size_t snapshot::size() const {
  return used_ == 0 ? 0 : (used_ - 1) * rows_per_chunk + chunks_[used_ - 1].rows.size();
}

}  // namespace reachd::metrics
