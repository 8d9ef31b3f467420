// SPDX-License-Identifier: Apache-2.0
#include "uv/child_process.hpp"

#include <utility>

#include "uv/status.hpp"

namespace reachd::uv {

child_process::child_process(loop& on, std::string name, const child_limits& limits)
    : loop_(&on),
      name_(std::move(name)),
      grace_(limits.grace),
      patience_(limits.patience),
      output_(limits.output_bytes),
      errors_(limits.error_bytes) {}

core::result<child_process::writing_ends> child_process::open() {
  const auto at_end = [this] { output_ended(); };
  auto output = output_.open(*loop_, at_end);
  if (!output) return std::unexpected(output.error());
  auto errors = errors_.open(*loop_, at_end);
  if (!errors) return std::unexpected(errors.error());
  return writing_ends{std::move(*output), std::move(*errors)};
}

void child_process::take(newborn started) {
  began_ = started.began;
  reaper_ = started.reaper;
  child_ = std::move(started.child);
}

void child_process::watch(async::stop_token stop) {
  exit_poll_ =
      make_handle<uv_poll_t>(this, [this](uv_poll_t* raw) { return uv_poll_init(loop_->raw(), raw, child_.fd()); });
  uv_poll_start(exit_poll_.get(), UV_READABLE,
                [](uv_poll_t* raw, int, int) { static_cast<child_process*>(raw->data)->exited(); });
  if (stop.stop_requested()) return on_stop();
  stop.attach(*this);
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

void child_process::expire() noexcept {
  // After a stall its end may be there and not be seen yet.
  exited_ || child_.has_ended() ? finish() : give_up();
}

void child_process::on_stop() noexcept {
  if (!exited_ && child_.has_ended()) {
    exited_ = true;
    end_.took = monotonic_now() - began_;
  }
  if (exited_) return finish();
  stopped_ = true;
  child_.kill_group();
  output_.close();
  errors_.close();
  loop_->scheduler().wheel().add(*this, monotonic_now() + patience_);
}

void child_process::finish() {
  async::stop_callback::unlink();
  async::timer_wheel::remove(*this);
  output_.read_rest();
  errors_.read_rest();
  end_.killed = !output_.at_end() || !errors_.at_end();
  exit_poll_.reset();
  child_.kill_group();
  if (const auto how = child_.reap()) {
    static_cast<exit_status&>(end_) = *how;
  } else {
    problem_ = core::error::from_errno("wait for " + name_, how.error().code());
  }
  output_.close();
  errors_.close();
  loop_->ready().push(*this);
}

/// The stop has closed the outputs already.
void child_process::give_up() {
  stopped_ = false;
  end_.given_up = true;
  exit_poll_.reset();
  reaper_->adopt(std::move(child_));
  loop_->ready().push(*this);
}

core::result<child_end> child_process::result() {
  if (stopped_) return std::unexpected(stopped_error("run " + name_));
  if (problem_) return std::unexpected(*problem_);
  end_.output = output_.take();
  end_.errors = errors_.take();
  end_.output_cut = output_.cut();
  end_.errors_cut = errors_.cut();
  return std::move(end_);
}

}  // namespace reachd::uv
