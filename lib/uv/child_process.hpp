// SPDX-License-Identifier: Apache-2.0
// The wait for a child that runs, with what it writes. Role: `run_child` makes one, opens its outputs, starts it and
// awaits it. A stop kills the whole process group at once and still waits until the child is reaped, so it is no
// `leaf`; then it ends with ECANCELED. But a child that hangs in the kernel or became another user (sudo) does not end:
// after `patience` it goes to the reaper, and the wait ends without it.
// Owner: stands in the awaiting frame. Invariant: when the wait ends, the child is reaped or the reaper's, what was
// left of its group has been killed, and no descriptor is left. What made itself a session of its own (daemon(3)) is
// not of the group.
#pragma once

#include <coroutine>
#include <memory>
#include <optional>
#include <string>

#include "async/scheduler.hpp"
#include "async/stop_token.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "uv/captured_pipe.hpp"
#include "uv/child_starter.hpp"
#include "uv/loop.hpp"

namespace reachd::uv {

struct child_limits {
  std::size_t output_bytes = 65'536;  // kept of standard output; the rest is read and thrown away
  std::size_t error_bytes = 4'096;    // and of standard error
  /// How long something of the group may hold an output open after the child has ended.
  core::nanoseconds grace = std::chrono::milliseconds(100);
  /// How long a stop waits for a start that is in work, and then for the end of a child that it has killed.
  core::nanoseconds patience = std::chrono::seconds(1);
};

struct child_end : exit_status {
  std::string output = {};
  std::string errors = {};
  bool output_cut = false;  // there was more
  bool errors_cut = false;
  bool killed = false;       // something of its group outlived it, kept an output open, and was killed
  bool given_up = false;     // stopped and killed, and it has not ended: nothing else is known of it
  core::nanoseconds took{};  // from the start to when its end was seen, without the grace
};

class child_process final : public async::resumable, private async::stop_callback, private async::timer {
 public:
  child_process(loop& on, std::string name, const child_limits& limits);
  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  struct writing_ends {
    core::unique_fd output;
    core::unique_fd errors;
  };
  /// Begins to read what the child will write. Errors: EMFILE and the like.
  core::result<writing_ends> open();
  /// The child that was started with these ends; before it is awaited.
  void take(newborn started);
  /// `auto end = co_await child.ended();`: how it ended; a child that had ended before a stop came counts as ended.
  /// Errors: ECANCELED when stopped, ECHILD when somebody else reaped it.
  class end_awaiter {
   public:
    explicit end_awaiter(child_process& awaited) : awaited_(&awaited) {}
    bool await_ready() const noexcept { return false; }
    template <typename Promise>
    void await_suspend(std::coroutine_handle<Promise> waiter) {
      awaited_->handle_ = waiter;
      awaited_->watch(waiter.promise().stop());
    }
    core::result<child_end> await_resume() { return awaited_->result(); }

   private:
    child_process* awaited_;
  };
  end_awaiter ended() { return end_awaiter(*this); }

 private:
  void watch(async::stop_token stop);
  core::result<child_end> result();
  void on_stop() noexcept override;
  void expire() noexcept override;
  void exited();
  void output_ended();
  void finish();
  void give_up();

  loop* loop_;
  std::string name_;
  core::nanoseconds grace_;
  core::nanoseconds patience_;
  captured_pipe output_;
  captured_pipe errors_;
  std::shared_ptr<child_reaper> reaper_;
  child_handle child_;
  handle<uv_poll_t> exit_poll_;
  core::instant began_{};
  bool exited_ = false;
  bool stopped_ = false;
  std::optional<core::error> problem_;
  child_end end_;
};

}  // namespace reachd::uv
