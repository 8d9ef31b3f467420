// SPDX-License-Identifier: Apache-2.0
// What a target is said to be, from how its probes end. Role: the verdict people are paged on, with hysteresis.
// Owner: a series. Invariant: only failed probes in a row lead to `down`, only replies to `up`; what we could not
// measure (local errors, skipped probes) leads to `unknown` and never to `down`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/outcome.hpp"

namespace reachd::stats {

enum class state : std::uint8_t { unknown, up, down, unresolved, paused };
inline constexpr std::size_t state_count = 5;
inline constexpr std::array<std::string_view, state_count> state_names = {"unknown", "up", "down", "unresolved",
                                                                          "paused"};
constexpr std::string_view name_of(state value) { return state_names[static_cast<std::size_t>(value)]; }

struct state_change {
  state from;
  state to;
};

class state_machine {
 public:
  /// Both counts are at least 1.
  state_machine(state first, std::uint32_t down_after, std::uint32_t up_after)
      : down_after_(down_after), up_after_(up_after), current_(first) {}

  state current() const { return current_; }
  /// A streak has begun that may end in a change: probes follow at the retry interval.
  bool undecided() const;

  /// A probe ended. `stopped` says nothing.
  std::optional<state_change> record(core::outcome ended);
  /// A probe was due, but not begun.
  std::optional<state_change> record_skipped() { return record_unmeasured(); }
  /// The name has an address for the first time.
  std::optional<state_change> record_resolved();

 private:
  std::optional<state_change> record_unmeasured();
  std::optional<state_change> change_to(state next);

  std::uint32_t down_after_;
  std::uint32_t up_after_;
  std::uint32_t failures_ = 0;    // in a row
  std::uint32_t replies_ = 0;     // in a row
  std::uint32_t unmeasured_ = 0;  // in a row
  state current_;
};

}  // namespace reachd::stats
