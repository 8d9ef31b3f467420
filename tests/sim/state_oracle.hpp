// SPDX-License-Identifier: Apache-2.0
// What state a target is in, worked out from its history and not by counting on. Role: the second opinion on
// stats::state_machine. Owner: the checker, one per target. Invariant: the history is all that was seen in the state.
#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <string>

#include "stats/state_machine.hpp"

namespace reachd::sim {

class state_oracle {
 public:
  /// `gated`: something else decides whether enough failures make it down, or are excused; decided() says which.
  state_oracle(stats::state first, std::uint32_t down_after, std::uint32_t up_after, bool gated)
      : current_(first), down_after_(down_after), up_after_(up_after), gated_(gated) {}

  stats::state current() const { return current_; }
  std::uint64_t changes() const { return changes_; }

  void counts_are(std::uint32_t down_after, std::uint32_t up_after) {
    down_after_ = down_after;
    up_after_ = up_after;
  }

  bool wants_down() const { return wants_down_; }
  /// The change that followed from wants_down().
  void decided(stats::state to) {
    wants_down_ = false;
    if (to != current_) return change_to(to);
    history_.clear();
  }
  void resolved() { change_to(stats::state::unknown); }
  void skipped() { see('?'); }
  /// `sent`: nullopt when it never left. False: a later probe had been answered, so it tells of the past only.
  bool ended(core::outcome how, std::optional<core::instant> sent) {
    if (how == core::outcome::stopped) return true;
    if (how == core::outcome::reply) {
      answered_.push_back(*sent);
      if (answered_.size() > 1024) answered_.pop_front();
    } else if (sent && std::ranges::any_of(answered_, [&](core::instant reply) { return reply > *sent; })) {
      return false;
    }
    see(how == core::outcome::local_error ? '?' : core::is_failure(how) ? 'x' : '.');
    return true;
  }

 private:
  /// The last `count` of those in the history that were measured.
  bool last_measured_are(char wanted, std::uint32_t count) const {
    std::uint32_t seen = 0;
    for (auto at = history_.rbegin(); at != history_.rend() && seen < count; ++at) {
      if (*at == '?') continue;
      if (*at != wanted) return false;
      ++seen;
    }
    return seen == count;
  }
  bool nothing_was_measured() const {
    return history_.size() >= down_after_ && std::all_of(history_.end() - static_cast<std::ptrdiff_t>(down_after_),
                                                         history_.end(), [](char one) { return one == '?'; });
  }
  void see(char one) {
    using enum stats::state;
    history_.push_back(one);
    if (history_.size() > 256) history_.erase(0, 128);
    const bool judged = current_ == up || current_ == down;
    if (judged && nothing_was_measured()) return change_to(unknown);
    if (one == '.') wants_down_ = false;
    if (current_ != down && one == 'x' && last_measured_are('x', down_after_)) {
      if (!gated_) return change_to(down);
      wants_down_ = true;
    }
    if (current_ == unknown && one == '.') return change_to(up);
    if (current_ == down && one == '.' && last_measured_are('.', up_after_)) return change_to(up);
  }
  void change_to(stats::state next) {
    current_ = next;
    history_.clear();
    wants_down_ = false;
    ++changes_;
  }

  stats::state current_;
  std::uint32_t down_after_;
  std::uint32_t up_after_;
  bool gated_;
  bool wants_down_ = false;
  std::uint64_t changes_ = 0;
  std::deque<core::instant> answered_;  // when the probes that were answered last had been sent
  std::string history_;                 // '.' answered, 'x' failed, '?' could not be measured
};

}  // namespace reachd::sim
