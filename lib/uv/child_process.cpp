// SPDX-License-Identifier: Apache-2.0
#include "uv/child_process.hpp"

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <utility>

#include "uv/status.hpp"

namespace reachd::uv {

child_process::child_process(loop& on, const command& started, const child_limits& limits)
    : loop_(&on), started_(&started), grace_(limits.grace), output_(limits.output_bytes), errors_(limits.error_bytes) {}

/// A frame that is destroyed while it waits, or a start that failed half-way: nothing may stay behind.
child_process::~child_process() {
  if (pid_ == 0) return;
  kill_group();
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED) != 0 && errno == EINTR) {
  }
}

std::optional<core::error> child_process::spawn() {
  const auto ended = [this] { output_ended(); };
  const auto output = output_.open(*loop_, ended);
  if (!output) return output.error();
  const auto errors = errors_.open(*loop_, ended);
  if (!errors) return errors.error();
  const auto child = spawn_process(*started_, output->get(), errors->get());
  if (!child) return child.error();
  pid_ = *child;
  return std::nullopt;
}

bool child_process::start() {
  began_ = monotonic_now();
  problem_ = spawn();
  // The ends that only the child should have are closed by now, so there is a descriptor free for it.
  if (!problem_) pidfd_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  if (!problem_ && !pidfd_) {
    // Nobody is there to be watched: somebody else has reaped it already.
    const int why = errno == ESRCH ? ECHILD : errno;
    problem_ = core::error::from_errno("watch " + started_->arguments.front(), why);
  }
  if (problem_) {
    output_.close();
    errors_.close();
    return false;
  }
  exit_poll_ =
      make_handle<uv_poll_t>(this, [this](uv_poll_t* raw) { return uv_poll_init(loop_->raw(), raw, pidfd_.get()); });
  uv_poll_start(exit_poll_.get(), UV_READABLE,
                [](uv_poll_t* raw, int, int) { static_cast<child_process*>(raw->data)->exited(); });
  return true;
}

void child_process::exited() {
  exit_poll_.reset();
  exited_ = true;
  const core::instant now = monotonic_now();
  end_.took = now - began_;
  if (stopped_ || (output_.at_end() && errors_.at_end())) return finish();
  // What it wrote may still be in the pipes, and what it started may write on.
  loop_->scheduler().wheel().add(*this, now + grace_);
}

void child_process::output_ended() {
  if (exited_ && output_.at_end() && errors_.at_end()) finish();
}

void child_process::expire() noexcept { finish(); }

void child_process::on_stop() noexcept {
  if (!exited_ && has_exited()) {
    exited_ = true;
    end_.took = monotonic_now() - began_;
  }
  if (exited_) return finish();
  stopped_ = true;
  kill_group();
  output_.close();
  errors_.close();
}

/// Or has been reaped by somebody else.
bool child_process::has_exited() const {
  siginfo_t info{};
  const int status = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return status != 0 || info.si_pid == pid_;
}

/// Everything in it at once: the kernel lets no member fork between the signal and its end.
void child_process::kill_group() const {
  siginfo_t info{};
  const int status = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  if (status == 0) ::kill(-pid_, SIGKILL);  // else it is not ours any more, and its number may be another's
}

void child_process::reap() {
  siginfo_t info{};
  const int status = ::waitid(P_PID, static_cast<id_t>(std::exchange(pid_, 0)), &info, WEXITED | WNOHANG);
  if (status != 0) problem_ = core::error::from_errno("wait for " + started_->arguments.front(), errno);
  (info.si_code == CLD_EXITED ? end_.exit_code : end_.signal) = info.si_status;
}

void child_process::finish() {
  async::stop_callback::unlink();
  async::timer_wheel::remove(*this);
  output_.read_rest();
  errors_.read_rest();
  end_.killed = !output_.at_end() || !errors_.at_end();
  kill_group();
  reap();
  output_.close();
  errors_.close();
  exit_poll_.reset();
  pidfd_.reset();
  loop_->ready().push(*this);
}

core::result<child_end> child_process::await_resume() {
  if (stopped_) return std::unexpected(stopped_error("run " + started_->arguments.front()));
  if (problem_) return std::unexpected(*problem_);
  end_.output = output_.take();
  end_.errors = errors_.take();
  end_.output_cut = output_.cut();
  end_.errors_cut = errors_.cut();
  return std::move(end_);
}

}  // namespace reachd::uv
