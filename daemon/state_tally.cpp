// SPDX-License-Identifier: Apache-2.0
#include "daemon/state_tally.hpp"

#include <fmt/format.h>

#include <numeric>

#include "uv/pieces.hpp"

namespace reachd::daemon {
namespace {

using enum stats::state;
constexpr std::size_t targets_between_looks = 256;
constexpr stats::state order[] = {up, down, unknown, unresolved, paused};

}  // namespace

std::size_t state_tally::all() const { return std::accumulate(counts_.begin(), counts_.end(), std::size_t{0}); }

std::string state_tally::text() const {
  std::string line = fmt::format("{} target{}", all(), all() == 1 ? "" : "s");
  std::string_view between = ": ";
  for (const stats::state each : order) {
    const std::size_t count = counts_[static_cast<std::size_t>(each)];
    if (count == 0) continue;
    line += fmt::format("{}{} {}", between, count, stats::name_of(each));
    between = ", ";
  }
  return line;
}

async::task<state_tally> count_states(async::scheduler& clock, probe::target_set& counted,
                                      core::nanoseconds longest_piece) {
  state_tally tally;
  uv::pieces work(clock, longest_piece, targets_between_looks);
  for (std::size_t index = 0; index < counted.slot_count(); ++index) {
    co_await work.step();
    const probe::target* const one = counted.at(index);
    if (one != nullptr && !one->leaving) tally.add(one->series.state().current());
  }
  co_return tally;
}

}  // namespace reachd::daemon
