// SPDX-License-Identifier: Apache-2.0
// The families that only some kinds of probe fill. Role: from what the latest answer told to its lines. Invariant: a
// sample is written once, whatever the answer says: of equal labels the first counts.
#pragma once

#include "metrics/target_samples.hpp"
#include "stats/readings.hpp"

namespace reachd::metrics {

/// nullptr: that family is no reading.
sample_writer reading_samples_of(target_family which);

/// Of that reading; its name is also what it is called elsewhere.
const family& family_of(stats::reading_kind what);
/// The names of its labels; empty: no more of them.
const std::array<std::string_view, 2>& label_names_of(stats::reading_kind what);

}  // namespace reachd::metrics
