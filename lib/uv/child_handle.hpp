// SPDX-License-Identifier: Apache-2.0
// A child that was started and has not been reaped. Role: its number and its descriptor have one owner, whoever that is
// at the time. Owner: moves from the start to the wait, and from there to the reaper where the child cannot be killed.
// Invariant: the child leads its process group, and its number, which is that of the group, is not used after it was
// reaped: until then it can name nobody else (credentials(7)). It needs SIGCHLD not to be ignored, see
// prepare_process().
#pragma once

#include <sys/types.h>

#include <utility>

#include "core/error.hpp"
#include "core/time.hpp"
#include "core/unique_fd.hpp"

namespace reachd::uv {

/// How a process ended.
struct exit_status {
  int exit_code = 0;  // when no signal ended it
  int signal = 0;     // 0: it ended by itself
};

class child_handle {
 public:
  child_handle() = default;
  /// Takes over a child that spawn_process started.
  explicit child_handle(pid_t child) : pid_(child) {}
  child_handle(child_handle&& other) noexcept : pid_(std::exchange(other.pid_, 0)), pidfd_(std::move(other.pidfd_)) {}
  child_handle& operator=(child_handle&& other) noexcept;
  /// Kills the group of a child that is still here, and waits for its end, but no longer than a second: a child that
  /// cannot be killed is init's when we have ended.
  ~child_handle();

  /// Opens fd(). Errors: EMFILE and the like; ECHILD when somebody else reaped it, then there is none any more.
  core::result<void> watch();

  explicit operator bool() const { return pid_ != 0; }
  /// Readable when it has ended (pidfd_open(2)); -1: not watched.
  int fd() const { return pidfd_.get(); }
  /// Or has been reaped by somebody else.
  bool has_ended() const;
  /// Everything in it at once: the kernel lets no member fork between the signal and its end. Members that became
  /// another user are left alone where we may not kill them.
  void kill_group() const;
  /// Of a child that has ended; it is ours no more. Errors: ECHILD when somebody else reaped it.
  core::result<exit_status> reap();
  /// Reaps it if it ends before `limit` has passed, which holds up the caller.
  bool reap_within(core::nanoseconds limit);
  /// Leaves it as it is.
  void forget();

 private:
  pid_t pid_ = 0;  // 0: none, or reaped
  core::unique_fd pidfd_;
};

}  // namespace reachd::uv
