// SPDX-License-Identifier: Apache-2.0
#include "async/timer_wheel.hpp"

#include <algorithm>
#include <bit>

namespace reachd::async {

void timer_wheel::put(timer& added) {
  if (added.due_ <= now_) return already_due_.push_back(added);
  const std::size_t slot = slot_of(tick_of(added.due_));
  slots_[slot].push_back(added);
  occupied_[slot / 64] |= std::uint64_t{1} << (slot % 64);
}

void timer_wheel::add(timer& added, core::instant due) {
  added.unlink();
  added.due_ = due;
  put(added);
}

void timer_wheel::advance(core::instant now) {
  const std::int64_t first = tick_of(now_);
  now_ = std::max(now_, now);
  const std::int64_t last = std::min(tick_of(now_), first + static_cast<std::int64_t>(slots) - 1);
  list taken;  // all of them before the first expires: what is added meanwhile waits for the next advance
  taken.splice_back(already_due_);
  for (std::int64_t tick = first; tick <= last; ++tick) {
    const std::size_t slot = slot_of(tick);
    const std::uint64_t bit = std::uint64_t{1} << (slot % 64);
    if ((occupied_[slot / 64] & bit) == 0) continue;
    occupied_[slot / 64] &= ~bit;
    taken.splice_back(slots_[slot]);
  }
  while (timer* next = taken.pop_front()) {
    if (next->due_ <= now_) {
      next->expire();
    } else {
      put(*next);
    }
  }
}

core::instant timer_wheel::earliest_in(std::size_t slot, std::int64_t tick) {
  constexpr int look_at_most = 64;                              // beyond it an early wake-up is cheaper than the search
  const core::instant after_now = now_ + core::nanoseconds(1);  // what is in a slot is not due yet
  core::instant earliest = core::never;
  int looked = 0;
  for (timer& waiting : slots_[slot]) {
    if (++looked > look_at_most) return std::max(core::instant(core::nanoseconds(tick * tick_ns)), after_now);
    if (tick_of(waiting.due_) <= tick) earliest = std::min(earliest, waiting.due_);
  }
  return earliest;
}

core::instant timer_wheel::next_due() {
  if (!already_due_.empty()) return now_;
  const std::int64_t first = tick_of(now_);
  const std::int64_t lap = first + static_cast<std::int64_t>(slots);
  bool waiting = false;
  for (std::int64_t tick = first; tick < lap;) {
    const std::size_t slot = slot_of(tick);
    const std::uint64_t bits = occupied_[slot / 64] >> (slot % 64);
    if ((bits & 1) == 0) {
      tick += bits == 0 ? static_cast<std::int64_t>(64 - slot % 64) : std::countr_zero(bits);
      continue;
    }
    if (slots_[slot].empty()) {
      occupied_[slot / 64] &= ~(std::uint64_t{1} << (slot % 64));
    } else {
      waiting = true;
      const core::instant earliest = earliest_in(slot, tick);
      if (earliest != core::never) return earliest;
    }
    ++tick;
  }
  return waiting ? core::instant(core::nanoseconds(lap * tick_ns)) : core::never;
}

}  // namespace reachd::async
