// SPDX-License-Identifier: Apache-2.0
// `auto end = co_await child_process(loop, command, limits);` runs a program to its end. Role: what an exec probe does.
// It takes as long as the program takes: give it a deadline. A stop kills the whole process group at once and still
// waits until the child is reaped, so it is no `leaf`; then it ends with ECANCELED.
// Owner: stands in the awaiting frame. Invariant: when the wait ends, the child is reaped, what was left of its group
// has been killed, and no descriptor is left. What made itself a session of its own (daemon(3)) is not of the group.
// The child is reaped last: until then its number, which is that of the group, can name nobody else (credentials(7)),
// so the kill hits nobody else either. It needs SIGCHLD not to be ignored, see prepare_process().
// A child that became another user (sudo) cannot be killed (EPERM): a stop then waits until it ends.
#pragma once

#include <coroutine>
#include <optional>
#include <string>

#include "async/scheduler.hpp"
#include "async/stop_token.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "uv/captured_pipe.hpp"
#include "uv/loop.hpp"
#include "uv/spawn_process.hpp"

namespace reachd::uv {

struct child_limits {
  std::size_t output_bytes = 65'536;  // kept of standard output; the rest is read and thrown away
  std::size_t error_bytes = 4'096;    // and of standard error
  /// How long something of the group may hold an output open after the child has ended.
  core::nanoseconds grace = std::chrono::milliseconds(100);
};

struct child_end {
  int exit_code = 0;  // when no signal ended it
  int signal = 0;     // 0: it ended by itself
  std::string output = {};
  std::string errors = {};
  bool output_cut = false;  // there was more
  bool errors_cut = false;
  bool killed = false;       // something of its group outlived it, kept an output open, and was killed
  core::nanoseconds took{};  // from the start to when its end was seen, without the grace
};

class child_process final : public async::resumable, private async::stop_callback, private async::timer {
 public:
  child_process(loop& on, const command& started, const child_limits& limits);
  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;
  ~child_process();

  bool await_ready() const noexcept { return false; }
  template <typename Promise>
  bool await_suspend(std::coroutine_handle<Promise> waiter) {
    const async::stop_token stop = waiter.promise().stop();
    stopped_ = stop.stop_requested();
    if (stopped_ || !start()) return false;
    handle_ = waiter;
    stop.attach(*this);
    return true;
  }
  /// How it ended; a child that had ended before a stop came counts as ended. Errors: those of spawn_process, EMFILE,
  /// ECANCELED when stopped, ECHILD when somebody else reaped it.
  core::result<child_end> await_resume();

 private:
  bool start();
  std::optional<core::error> spawn();
  void on_stop() noexcept override;
  void expire() noexcept override;
  void exited();
  void output_ended();
  bool has_exited() const;
  void kill_group() const;
  void reap();
  void finish();

  loop* loop_;
  const command* started_;
  core::nanoseconds grace_;
  captured_pipe output_;
  captured_pipe errors_;
  core::unique_fd pidfd_;
  handle<uv_poll_t> exit_poll_;
  pid_t pid_ = 0;  // 0: none, or reaped
  core::instant began_{};
  bool exited_ = false;
  bool stopped_ = false;
  std::optional<core::error> problem_;
  child_end end_;
};

}  // namespace reachd::uv
