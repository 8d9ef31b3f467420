// SPDX-License-Identifier: Apache-2.0
#include "stats/bursts.hpp"

#include <algorithm>

namespace reachd::stats {

void bursts::cut(std::uint64_t next) {
  if (open_.empty()) return;
  burst& last = open_.back();
  last.size = static_cast<std::uint32_t>(next - last.first);
  last.is_cut = true;
  if (last.ended == last.size) open_.pop_back();
}

bursts::verdict bursts::ended(std::uint64_t sequence, core::outcome how) {
  const auto of = std::ranges::find_if(
      open_, [sequence](const burst& one) { return sequence >= one.first && sequence - one.first < one.size; });
  if (of == open_.end()) return {.counts_as = how, .loss_ratio = std::nullopt};
  verdict out;
  ++of->ended;
  if (how == core::outcome::reply && ++of->replies == 1) out.counts_as = how;
  if (core::is_failure(how)) {
    ++of->failures;
    of->failed_as = how;
  }
  if (of->ended < of->size) return out;
  const std::uint32_t measured = of->replies + of->failures;
  if (of->replies == 0 && !of->is_cut) out.counts_as = of->failures > 0 ? of->failed_as : how;
  if (measured > 0) out.loss_ratio = static_cast<double>(of->failures) / measured;
  open_.erase(of);
  return out;
}

}  // namespace reachd::stats
