// SPDX-License-Identifier: Apache-2.0
// Many points in time behind one clock. Role: every sleep, deadline and schedule of the program; the loop arms a single
// timer for next_due(). A hashed wheel of 1 ms slots: adding and removing are O(1) and allocate nothing.
// Owner: the scheduler owns the wheel; a timer belongs to whoever waits and leaves the wheel when destroyed.
// Invariant: a timer expires at the first advance(now) with due <= now, never before; time stands still between two
// advances, and a timer added while advancing expires at the next advance at the earliest.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/intrusive_list.hpp"
#include "core/time.hpp"

namespace reachd::async {

struct timer_tag;

class timer : public core::list_hook<timer_tag> {
 public:
  core::instant due() const { return due_; }

 protected:
  timer() = default;
  ~timer() = default;

 private:
  friend class timer_wheel;
  virtual void expire() noexcept = 0;

  core::instant due_{};
};

class timer_wheel {
 public:
  explicit timer_wheel(core::instant now) : now_(now) {}

  core::instant now() const { return now_; }
  /// Puts `added` into the wheel, taking it out first when it is in.
  void add(timer& added, core::instant due);
  static void remove(timer& removed) noexcept { removed.unlink(); }

  /// Sets the time and expires what is due. `now` never goes back: an earlier one counts as the last.
  void advance(core::instant now);
  /// now() when something is due already; else a point after now() and not after the earliest due time (it may be
  /// before it: at most one needless wake-up per lap of 4 s); `never` when the wheel is empty.
  core::instant next_due();

 private:
  static constexpr std::int64_t tick_ns = 1'000'000;
  static constexpr std::size_t slots = 4096;
  using list = core::intrusive_list<timer, timer_tag>;

  static std::int64_t tick_of(core::instant at) { return at.time_since_epoch().count() / tick_ns; }
  static std::size_t slot_of(std::int64_t tick) { return static_cast<std::size_t>(tick) % slots; }
  void put(timer& added);
  core::instant earliest_in(std::size_t slot, std::int64_t tick);

  core::instant now_;
  list already_due_;  // when they were added
  std::array<list, slots> slots_;
  std::array<std::uint64_t, slots / 64> occupied_{};  // a clear bit: the slot is empty; a set one: it may not be
};

}  // namespace reachd::async
