// SPDX-License-Identifier: Apache-2.0
#include "daemon/state_tally.hpp"

#include <fmt/format.h>

#include <numeric>

namespace reachd::daemon {
namespace {

using enum stats::state;
constexpr stats::state order[] = {up, down, unknown, unresolved, paused};

}  // namespace

std::string state_tally::text() const {
  const std::size_t all = std::accumulate(counts_.begin(), counts_.end(), std::size_t{0});
  std::string line = fmt::format("{} target{}", all, all == 1 ? "" : "s");
  std::string_view between = ": ";
  for (const stats::state each : order) {
    const std::size_t count = counts_[static_cast<std::size_t>(each)];
    if (count == 0) continue;
    line += fmt::format("{}{} {}", between, count, stats::name_of(each));
    between = ", ";
  }
  return line;
}

}  // namespace reachd::daemon
