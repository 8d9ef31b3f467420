// SPDX-License-Identifier: Apache-2.0
// What is known of one target, as JSON. Role: the row of /api/v1/status and the whole of /api/v1/targets/NAME; command
// line and page read the same. Times are ISO 8601, durations seconds; what was not measured is null and never 0.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probe/target.hpp"

namespace reachd::daemon {

/// A copy of what a row shows; formatted later, on another thread.
struct target_row {
  std::string name;
  std::string_view probe;
  std::string address;  // empty: none yet
  stats::state state{};
  core::wall_time since{};               // of the last change of state; the epoch: none
  std::optional<core::nanoseconds> rtt;  // the last one
  std::optional<double> loss;            // share of the last minute
};
target_row row_of(const probe::target& shown, core::instant now);
/// Appends it as an object.
void append_json(std::string& out, const target_row& row);

/// Of a name each of whose addresses is a target: an object with those, as `targets`.
std::string report_of_spread(std::string_view name, const std::vector<target_row>& targets);

/// An object with counters, state and its evidence, windows, outages and schedule.
std::string report_of(const probe::target& shown, core::instant now, core::wall_time wall);

}  // namespace reachd::daemon
