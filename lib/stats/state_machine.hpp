// SPDX-License-Identifier: Apache-2.0
// What a target is said to be, from how its probes end. Role: the verdict people are paged on, with hysteresis.
// Owner: a series. Invariant: only failed probes in a row lead to `down`, only replies to `up`; what we could not
// measure (local errors, skipped probes) leads to `unknown` and never to `down`. It goes down only when told to: who
// knows what stands between us and the target decides whether the target itself is to blame.
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

/// What a change rests on.
enum class change_reason : std::uint8_t {
  replied,       // replies in a row
  failed,        // failed probes in a row, and nothing else is to blame
  not_measured,  // local errors and skipped probes in a row
  uplink,        // failed probes in a row while our own uplink failed too
  parent,        // the same of the target's parent
  resolved,      // the name's first address
  configured,    // the configuration says so
  resumed,       // the verdict from before a time in which nothing was measured, found again: no news
};
inline constexpr std::size_t change_reason_count = 8;
inline constexpr std::array<std::string_view, change_reason_count> change_reason_names = {
    "replied", "failed", "not_measured", "uplink", "parent", "resolved", "configured", "resumed"};
constexpr std::string_view name_of(change_reason value) { return change_reason_names[static_cast<std::size_t>(value)]; }

struct state_change {
  state from;
  state to;
  change_reason why;
};

class state_machine {
 public:
  /// Both counts are at least 1.
  state_machine(state first, std::uint32_t down_after, std::uint32_t up_after)
      : down_after_(down_after), up_after_(up_after), current_(first) {}

  state current() const { return current_; }
  /// A streak has begun that may end in a change: probes follow at the retry interval.
  bool undecided() const;

  /// A probe ended that was not overtaken by a reply to a later one. `stopped` says nothing.
  std::optional<state_change> record(core::outcome ended);
  /// As many probes in a row have failed as make a target down: go_down() or excuse() is due, or more evidence.
  bool wants_down() const { return current_ != state::down && current_ != state::paused && failures_ >= down_after_; }
  /// The target itself is to blame.
  std::optional<state_change> go_down() { return change_to(state::down, change_reason::failed); }
  /// Something before it is (`uplink` or `parent`): it is unknown, and its failures count from here on.
  std::optional<state_change> excuse(change_reason blamed) { return change_to(state::unknown, blamed); }
  /// So many probes were due, but not begun.
  std::optional<state_change> record_skipped(std::uint64_t count) { return record_unmeasured(count); }
  /// The name has an address for the first time.
  std::optional<state_change> record_resolved();
  /// Probing was paused, or goes on from `next`.
  std::optional<state_change> configure(state next) { return change_to(next, change_reason::configured); }
  /// From the next probe on; a streak that has begun goes on. Both are at least 1.
  void set_counts(std::uint32_t down_after, std::uint32_t up_after) {
    down_after_ = down_after;
    up_after_ = up_after;
  }

  /// What the next process is told of it.
  struct memory {
    state current = state::unknown;
    state before = state::unknown;  // the verdict that a restart made unknown, until there is another
    std::uint32_t failures = 0;
    std::uint32_t replies = 0;
    std::uint32_t unmeasured = 0;

    template <typename Self, typename Archive>
    static void keep(Self& self, Archive& archive) {
      archive.choice(self.current, state_count);
      archive.choice(self.before, state_count);
      archive(self.failures, self.replies, self.unmeasured);
    }
  };
  memory remember() const { return {current_, before_, failures_, replies_, unmeasured_}; }
  /// Goes on where an earlier process was, `missed` due times ago, which count as if they had been skipped. The target
  /// has an address. Of one that is paused, or was or had no address, `kept` says nothing.
  std::optional<state_change> resume(const memory& kept, std::uint64_t missed);

 private:
  std::optional<state_change> record_unmeasured(std::uint64_t count);
  std::optional<state_change> change_to(state next, change_reason why);

  std::uint32_t down_after_;
  std::uint32_t up_after_;
  std::uint32_t failures_ = 0;    // in a row
  std::uint32_t replies_ = 0;     // in a row
  std::uint32_t unmeasured_ = 0;  // in a row
  state before_ = state::unknown;
  state current_;
};

}  // namespace reachd::stats
