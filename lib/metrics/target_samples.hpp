// SPDX-License-Identifier: Apache-2.0
// What each per-target family says of one target. Role: from the numbers of a target to its lines in one family.
// Invariant: an outcome or errno that occurred is always written, so that sent = sum of ended + in flight on the page.
#pragma once

#include <array>
#include <string_view>

#include "metrics/names.hpp"
#include "metrics/snapshot.hpp"
#include "metrics/text_writer.hpp"

namespace reachd::metrics {

/// The `le` labels of reachd_rtt_seconds as prometheus-cpp and client_golang write them: a series keeps its name.
inline constexpr std::array<std::string_view, stats::classic_edges + 1> le_values = {
    "5e-05",  "0.0001", "0.0002", "0.0004", "0.0008", "0.0016", "0.0032", "0.0064",  "0.0128",  "0.0256", "0.0512",
    "0.1024", "0.2048", "0.4096", "0.8192", "1.6384", "3.2768", "6.5536", "13.1072", "26.2144", "+Inf"};

/// Writes the samples of one target, of `chunk`, in one family: none where the family does not apply to it.
using sample_writer = void (*)(text_writer& out, const snapshot_chunk& chunk, const target_row& row);

sample_writer samples_of(target_family which);

}  // namespace reachd::metrics
