// SPDX-License-Identifier: Apache-2.0
// What the server has done so far, for the daemon's own metrics.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace reachd::http {

struct counters {
  /// Answers begun, by the first digit of their status: [2] counts 200 to 299. Answers that libmicrohttpd gives by
  /// itself to what is no HTTP are not in it.
  std::array<std::uint64_t, 6> answers{};
  std::uint64_t accepted = 0;   ///< connections
  std::uint64_t rejected = 0;   ///< connections closed at once, for want of memory
  std::uint64_t evicted = 0;    ///< connections closed to make room for another
  std::uint64_t timed_out = 0;  ///< connections closed at a deadline of `limits`
  std::size_t open = 0;         ///< connections, now
};

}  // namespace reachd::http
