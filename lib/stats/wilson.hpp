// SPDX-License-Identifier: Apache-2.0
// How far a measured share can be trusted. Role: "1 lost of 3" and "100 lost of 300" are the same share, and this says
// how different they are. Pure.
#pragma once

#include <cstdint>

namespace reachd::stats {

/// Within 0 and 1, `low` not above `high`.
struct share_interval {
  double low = 0;
  double high = 1;
};

/// The score interval at 95 % of E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// JASA 22 (1927), 209-212. `hits` of `samples`, of which there is one at least.
share_interval wilson_95(std::uint64_t hits, std::uint64_t samples);

}  // namespace reachd::stats
