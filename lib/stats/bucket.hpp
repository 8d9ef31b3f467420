// SPDX-License-Identifier: Apache-2.0
// Which bucket a round-trip time falls into. Role: the one place of the bucket arithmetic; histogram and windows share
// it. Invariant: a key names the part of a native bucket of schema 3 (factor 2^(1/8), Prometheus native histograms)
// that lies within one classic bucket, so both forms follow from it exactly; keys are in the order of the values.
// Two values of one key differ by a factor below 2^(1/8), 9.05 %.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/time.hpp"

namespace reachd::stats {

/// Upper edges of the classic buckets: 50 us * 2^n; what is above the last one is in +Inf.
inline constexpr std::size_t classic_edges = 20;
constexpr core::nanoseconds classic_edge(std::size_t n) { return core::nanoseconds(std::int64_t{50'000} << n); }

/// 14 bits: the native bucket in the upper 9, the classic one in the lower 5.
using bucket_key = std::uint16_t;

bucket_key key_of(core::nanoseconds rtt);
/// 0 to classic_edges; the last is +Inf.
constexpr std::size_t classic_bucket(bucket_key key) { return key & 31U; }

/// Values of the bucket are above the one and up to the other, in nanoseconds.
struct bucket_edges {
  double above;
  double up_to;
};
bucket_edges edges_of(bucket_key key);

}  // namespace reachd::stats
