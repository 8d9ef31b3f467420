// SPDX-License-Identifier: Apache-2.0
#include "stats/bucket.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace reachd::stats {
namespace {

constexpr int classic_bits = 5;
constexpr int native_offset = 256;  // 1 ns is native bucket -239

// 2^(i/8)
constexpr std::array<double, 8> eighths = {1.0,
                                           1.0905077326652577,
                                           1.189207115002721,
                                           1.2968395546510096,
                                           1.4142135623730951,
                                           1.5422108254079407,
                                           1.681792830507429,
                                           1.8340080864093424};

/// The bucket n with edge(n-1) < value <= edge(n), in whole nanoseconds.
int classic_bucket_of(std::int64_t ns) {
  const auto steps = static_cast<std::uint64_t>(std::max<std::int64_t>(ns - 1, 0)) / 50'000;
  return std::min(static_cast<int>(std::bit_width(steps)), static_cast<int>(classic_edges));
}

/// The bucket i with 2^((i-1)/8) < seconds <= 2^(i/8): the exponent of the floating-point number (IEEE 754) gives the
/// power of two, its mantissa the eighth. A logarithm makes recording a reply a tenth dearer.
int native_bucket_of(std::int64_t ns) {
  constexpr std::uint64_t mantissa_bits = (std::uint64_t{1} << 52) - 1;
  const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(std::max<std::int64_t>(ns, 1)) * 1e-9);
  const auto mantissa = std::bit_cast<double>((bits & mantissa_bits) | std::bit_cast<std::uint64_t>(1.0));
  int eighth = 0;
  for (const double edge : eighths) eighth += edge < mantissa ? 1 : 0;
  return (static_cast<int>(bits >> 52) - 1023) * 8 + eighth;
}

double native_edge(int i) { return std::exp2(i / 8.0) * 1e9; }

}  // namespace

bucket_key key_of(core::nanoseconds rtt) {
  const int native = std::min(native_bucket_of(rtt.count()) + native_offset, (1 << 9) - 1);
  return static_cast<bucket_key>(native << classic_bits | classic_bucket_of(rtt.count()));
}

bucket_edges edges_of(bucket_key key) {
  const int native = (key >> classic_bits) - native_offset;
  const std::size_t classic = classic_bucket(key);
  bucket_edges edges{native_edge(native - 1), native_edge(native)};
  if (classic > 0) edges.above = std::max(edges.above, static_cast<double>(classic_edge(classic - 1).count()));
  if (classic < classic_edges) edges.up_to = std::min(edges.up_to, static_cast<double>(classic_edge(classic).count()));
  return edges;
}

}  // namespace reachd::stats
