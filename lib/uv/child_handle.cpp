// SPDX-License-Identifier: Apache-2.0
#include "uv/child_handle.hpp"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>

#include "uv/loop.hpp"

namespace reachd::uv {
namespace {

constexpr core::nanoseconds longest_farewell = std::chrono::seconds(1);

}  // namespace

child_handle& child_handle::operator=(child_handle&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(pidfd_, other.pidfd_);
  return *this;
}

child_handle::~child_handle() {
  if (pid_ == 0) return;
  kill_group();
  reap_within(longest_farewell);
}

core::result<void> child_handle::watch() {
  pidfd_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  if (pidfd_) return {};
  int why = errno;
  if (why == ESRCH) {  // nobody is there to be watched: somebody else has reaped it already
    forget();
    why = ECHILD;
  }
  return std::unexpected(core::error::from_errno("watch a child", why));
}

bool child_handle::has_ended() const {
  siginfo_t info{};
  const int status = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return status != 0 || info.si_pid == pid_;
}

void child_handle::kill_group() const {
  siginfo_t info{};
  const int status = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  if (status == 0) ::kill(-pid_, SIGKILL);  // else it is not ours any more, and its number may be another's
}

core::result<exit_status> child_handle::reap() {
  siginfo_t info{};
  const int status = ::waitid(P_PID, static_cast<id_t>(std::exchange(pid_, 0)), &info, WEXITED | WNOHANG);
  const int why = errno;
  pidfd_.reset();
  if (status != 0) return std::unexpected(core::error::from_errno("wait for a child", why));
  exit_status how;
  (info.si_code == CLD_EXITED ? how.exit_code : how.signal) = info.si_status;
  return how;
}

bool child_handle::reap_within(core::nanoseconds limit) {
  using std::chrono::milliseconds;
  const core::instant until = monotonic_now() + limit;
  while (!has_ended()) {
    const auto left = std::chrono::ceil<milliseconds>(until - monotonic_now());
    if (left <= milliseconds(0)) return false;
    // Without a descriptor, which is there unless we have none left, it is looked at once a millisecond.
    pollfd watched{.fd = pidfd_.get(), .events = POLLIN, .revents = 0};
    ::poll(&watched, 1, pidfd_ ? static_cast<int>(left.count()) : 1);
  }
  reap();
  return true;
}

void child_handle::forget() {
  pid_ = 0;
  pidfd_.reset();
}

}  // namespace reachd::uv
