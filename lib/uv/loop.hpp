// SPDX-License-Identifier: Apache-2.0
// The libuv loop that drives the scheduler. Role: one uv_timer wakes it for the next turn, descriptors wake it before
// that, and uv_prepare runs the turn right before the loop would sleep; everything else happens inside turns.
// Owner: main or a test; it outlives every adapter and scope. Invariant: a turn runs whenever one is due or wanted
// before the loop blocks, and coroutines are resumed nowhere else.
#pragma once

#include <uv.h>

#include <optional>
#include <utility>

#include "async/scheduler.hpp"
#include "async/scope.hpp"
#include "uv/handle.hpp"

namespace reachd::uv {

/// CLOCK_MONOTONIC and CLOCK_REALTIME, read now.
core::instant monotonic_now();
core::wall_time wall_now();

/// How long the machine has been suspended since it was started: what CLOCK_BOOTTIME is ahead of CLOCK_MONOTONIC,
/// which stands still meanwhile.
core::nanoseconds time_suspended();

/// Told how late each timed turn began, and when the machine was suspended.
class turn_observer {
 public:
  virtual void turn_began(core::nanoseconds lag) = 0;
  /// Before the first turn after it.
  virtual void was_suspended(core::nanoseconds how_long) = 0;

 protected:
  ~turn_observer() = default;
};

class loop {
 public:
  loop();
  loop(const loop&) = delete;
  loop& operator=(const loop&) = delete;
  /// Waits for the close callbacks of every handle, which must have been dropped before.
  ~loop();

  async::scheduler& scheduler() { return scheduler_; }
  async::ready_queue& ready() { return scheduler_.ready(); }
  uv_loop_t* raw() { return &loop_; }

  /// A turn runs before the loop sleeps again. For callbacks of descriptors.
  void want_turn() { turn_wanted_ = true; }
  void observe(turn_observer* observer) { observer_ = observer; }
  /// When the machine was last found to have been suspended; the epoch: never. What was under way then may have been
  /// answered while nobody listened.
  core::instant suspended_at() const { return suspended_at_; }

  /// Runs the loop until `work` has ended and returns its value; rethrows what it throws.
  template <typename T>
  T run(async::task<T> work) {
    std::optional<T> value;
    async::scope root(ready());
    root.spawn(keep(std::move(work), value));
    run_until_empty(root);
    return std::move(*value);
  }
  void run(async::task<void> work) {
    async::scope root(ready());
    root.spawn(std::move(work));
    run_until_empty(root);
  }

 private:
  template <typename T>
  static async::task<void> keep(async::task<T> work, std::optional<T>& out) {
    T value = co_await std::move(work);
    out.emplace(std::move(value));
  }
  void run_until_empty(async::scope& root);
  void before_sleep();
  void note_suspend(core::instant now);
  void arm(core::instant due);

  uv_loop_t loop_{};
  async::scheduler scheduler_;
  handle<uv_timer_t> timer_;
  handle<uv_prepare_t> prepare_;
  turn_observer* observer_ = nullptr;
  async::scope* running_ = nullptr;
  core::instant armed_ = core::never;
  core::instant suspended_at_{};
  core::nanoseconds suspended_{};  // as it was last
  bool turn_wanted_ = false;
};

}  // namespace reachd::uv
