// SPDX-License-Identifier: Apache-2.0
// The numbers and labels of all targets as they were at one scrape. Role: filled on the loop thread a few targets at
// a time, then read by a pool thread; nothing in it points to a target or a series, so both may be gone by then.
// Owner: the scrape. Invariant: the numbers of one target are of one moment: sent = sum of ended + in flight.
// Shape: about 380 bytes and the label texts for each target, in chunks, so that growing never copies much at once.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metrics/target_labels.hpp"
#include "stats/readings.hpp"
#include "stats/series.hpp"

namespace reachd::metrics {

using errno_count = std::pair<int, std::uint64_t>;

struct target_row {
  std::size_t text;  // offset into the chunk's text
  std::size_t identity_size;
  std::size_t info_size;  // identity included
  const probe_kind* kind;
  std::uint32_t first_error;
  std::uint32_t error_count;
  stats::state state;
  std::uint64_t sent;
  std::uint64_t in_flight;
  std::array<std::uint64_t, core::outcome_count> ended;
  std::uint64_t skipped;
  std::optional<stats::rtt_statistics> minute;  // the last one
  std::optional<std::uint8_t> ttl;
  std::uint64_t ttl_changes;
  std::uint64_t late;
  core::nanoseconds late_rtt_sum;
  std::uint64_t duplicates;
  std::uint64_t syn_retransmits;
  std::uint64_t state_changes;
  core::wall_time last_state_change;
  std::optional<core::nanoseconds> rtt_last;
  std::optional<core::nanoseconds> jitter;
  core::nanoseconds rtt_sum;
  stats::histogram::classic_counts rtt_counts;
  std::shared_ptr<const stats::readings> readings;  // nullptr: none
};

struct snapshot_chunk {
  std::vector<target_row> rows;
  std::vector<errno_count> errors;
  std::string text;

  /// The labels of every sample of the target.
  std::string_view identity(const target_row& row) const { return {text.data() + row.text, row.identity_size}; }
  /// The labels of reachd_target_info.
  std::string_view info(const target_row& row) const { return {text.data() + row.text, row.info_size}; }
  std::span<const errno_count> local_errors(const target_row& row) const {
    return std::span(errors).subspan(row.first_error, row.error_count);
  }
};

class snapshot {
 public:
  /// Copies one target as it is at `now`; a microsecond or two, up to a tenth of a millisecond where it has thousands
  /// of probes a minute. `address`: where probes go now, empty while there is none.
  void add(const target_labels& labels, std::string_view address, const stats::series& numbers, core::instant now,
           std::shared_ptr<const stats::readings> readings = nullptr);
  /// Forgets all targets and keeps the memory for the next scrape.
  void clear();

  std::size_t size() const;
  /// In the order of adding; none of them is empty.
  std::span<const snapshot_chunk> chunks() const { return {chunks_.data(), used_}; }

 private:
  snapshot_chunk& writable();

  std::vector<snapshot_chunk> chunks_;
  std::size_t used_ = 0;
};

}  // namespace reachd::metrics
