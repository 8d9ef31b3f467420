// SPDX-License-Identifier: Apache-2.0
// The 50th, 90th and 99th percentile of round-trip times. Role: from the values themselves or from a slice, by one
// definition: the smallest value that so many percent do not exceed (RFC 2330 section 11.3), so always a measured one
// and never between two. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "core/time.hpp"
#include "stats/slice.hpp"

namespace reachd::stats {

struct quantiles {
  core::nanoseconds p50{};
  core::nanoseconds p90{};
  core::nanoseconds p99{};
};

/// Exact; the values, in ns, are left in another order. Zero without a value.
quantiles quantiles_of(std::vector<std::uint64_t>& values);
/// Each differs from the true one by less than the factor 2^(1/8), 9.1 %, and lies within the slice's minimum and
/// maximum. Zero without a reply.
quantiles quantiles_of(const slice& some);

}  // namespace reachd::stats
