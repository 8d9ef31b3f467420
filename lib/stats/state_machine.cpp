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
  const state_change change{current_, next, why};
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

std::optional<state_change> state_machine::record_resolved() {
  if (current_ != state::unresolved) return std::nullopt;
  return change_to(state::unknown, change_reason::resolved);
}

}  // namespace reachd::stats
