// SPDX-License-Identifier: Apache-2.0
// The daemon's plain numbers as families of prometheus-cpp. Internal to lib/metrics: shows prometheus headers.
// Invariant: every label of a family is written from 0 on.
#pragma once

#include <prometheus/metric_family.h>

#include <optional>
#include <vector>

#include "metrics/names.hpp"
#include "metrics/process.hpp"
#include "metrics/self_numbers.hpp"

namespace reachd::metrics {

/// Appends the families of `numbers`.
void append_self_families(std::vector<prometheus::MetricFamily>& out, const self_numbers& numbers);

/// Appends process_*, as far as the kernel tells.
void append_process_families(std::vector<prometheus::MetricFamily>& out, std::optional<core::wall_time> started);

}  // namespace reachd::metrics
