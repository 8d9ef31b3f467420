// SPDX-License-Identifier: Apache-2.0
#include "stats/bursts.hpp"

#include <algorithm>

namespace reachd::stats {

std::optional<std::uint64_t> bursts::begins_at(std::uint64_t sequence) const {
  return !open_.empty() && open_.back().first == sequence ? std::optional(open_.back().number) : std::nullopt;
}

std::optional<std::uint64_t> bursts::cut(std::uint64_t next) {
  if (open_.empty()) return std::nullopt;
  burst& last = open_.back();
  last.size = static_cast<std::uint32_t>(next - last.first);
  last.is_cut = true;
  if (last.ended < last.size) return std::nullopt;
  const auto undecided = last.replies == 0 ? std::optional(last.number) : std::nullopt;
  open_.pop_back();
  return undecided;
}

/// What was not measured, or not begun, is never a step towards down.
core::outcome bursts::outcome_of(const burst& silent) {
  if (silent.stopped > 0) return core::outcome::stopped;
  const bool all_failed = silent.failures == silent.size && !silent.is_cut;
  return all_failed ? silent.failed_as : core::outcome::local_error;
}

bursts::verdict bursts::ended(std::uint64_t sequence, core::outcome how) {
  const auto of = std::ranges::find_if(
      open_, [sequence](const burst& one) { return sequence >= one.first && sequence - one.first < one.size; });
  if (of == open_.end()) return {.number = sequence, .counts_as = how, .loss_ratio = std::nullopt};
  verdict out{.number = of->number, .counts_as = std::nullopt, .loss_ratio = std::nullopt};
  ++of->ended;
  if (how == core::outcome::reply && ++of->replies == 1) out.counts_as = how;
  if (how == core::outcome::stopped) ++of->stopped;
  if (core::is_failure(how)) {
    ++of->failures;
    of->failed_as = how;
  }
  if (of->ended < of->size) return out;
  const std::uint32_t measured = of->replies + of->failures;
  if (of->replies == 0) out.counts_as = outcome_of(*of);
  if (measured > 0) out.loss_ratio = static_cast<double>(of->failures) / measured;
  open_.erase(of);
  return out;
}

}  // namespace reachd::stats
