// SPDX-License-Identifier: Apache-2.0
// What can happen to a target, as its statistics see it. Role: the one form in which results reach windows, live and
// again from memory. Invariant: the first kinds are the outcomes of core, by the same numbers; the others happen
// besides and never change the balance of probes.
#pragma once

#include <cstdint>

#include "core/outcome.hpp"

namespace reachd::stats {

enum class event_kind : std::uint8_t {
  reply,
  lost,
  unreachable,
  refused,
  mismatch,
  local_error,
  stopped,
  late,       // a reply after its deadline
  duplicate,  // another reply to a probe that was answered
  skipped,    // due, but not begun
};
static_assert(static_cast<std::size_t>(event_kind::late) == core::outcome_count);

struct event {
  event_kind kind = event_kind::skipped;
  std::uint64_t value = 1;  // the RTT in ns of a reply; else how many
  bool operator==(const event&) const = default;
};

constexpr bool is_outcome(event_kind kind) { return static_cast<std::size_t>(kind) < core::outcome_count; }
constexpr event_kind kind_of(core::outcome ended) { return static_cast<event_kind>(ended); }

}  // namespace reachd::stats
