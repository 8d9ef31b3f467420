// SPDX-License-Identifier: Apache-2.0
#include "stats/state_machine.hpp"

#include <algorithm>

namespace reachd::stats {

bool state_machine::undecided() const {
  switch (current_) {
    case state::unknown:
    case state::up:
      return failures_ > 0;
    case state::down:
      return replies_ > 0;
    case state::unresolved:
    case state::paused:
      return false;
  }
  return false;
}

std::optional<state_change> state_machine::change_to(state next, change_reason why) {
  failures_ = replies_ = unmeasured_ = 0;
  if (next == current_) return std::nullopt;
  const bool is_verdict = next == state::up || next == state::down;
  const state_change change{current_, next, is_verdict && next == before_ ? change_reason::resumed : why};
  before_ = state::unknown;
  current_ = next;
  return change;
}

std::optional<state_change> state_machine::record(core::outcome ended) {
  if (ended == core::outcome::stopped) return std::nullopt;
  if (ended == core::outcome::local_error) return record_unmeasured(1);
  unmeasured_ = 0;
  if (core::is_failure(ended)) {
    replies_ = 0;
    if (current_ != state::down) ++failures_;
    return std::nullopt;
  }
  failures_ = 0;
  if (current_ == state::unknown) return change_to(state::up, change_reason::replied);
  if (current_ == state::down && ++replies_ >= up_after_) return change_to(state::up, change_reason::replied);
  return std::nullopt;
}

std::optional<state_change> state_machine::record_unmeasured(std::uint64_t count) {
  if (current_ != state::up && current_ != state::down) return std::nullopt;
  unmeasured_ += static_cast<std::uint32_t>(std::min<std::uint64_t>(count, down_after_));
  if (unmeasured_ < down_after_) return std::nullopt;
  return change_to(state::unknown, change_reason::not_measured);
}

std::optional<state_change> state_machine::resume(const memory& kept, std::uint64_t missed) {
  const bool was_probed = kept.current != state::paused && kept.current != state::unresolved;
  if (current_ == state::paused) return std::nullopt;
  current_ = was_probed ? kept.current : state::unknown;
  if (!was_probed) return std::nullopt;
  before_ = kept.before;
  failures_ = kept.failures;
  replies_ = kept.replies;
  unmeasured_ = kept.unmeasured + static_cast<std::uint32_t>(std::min<std::uint64_t>(missed, down_after_));
  if (current_ == state::unknown || unmeasured_ < down_after_) return std::nullopt;
  const auto change = change_to(state::unknown, change_reason::not_measured);
  before_ = kept.current;
  return change;
}

std::optional<state_change> state_machine::record_resolved() {
  if (current_ != state::unresolved) return std::nullopt;
  return change_to(state::unknown, change_reason::resolved);
}

}  // namespace reachd::stats
