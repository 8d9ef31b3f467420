// SPDX-License-Identifier: Apache-2.0
#include "uv/loop.hpp"

#include <time.h>

#include <stdexcept>

namespace reachd::uv {
namespace {

core::nanoseconds read_clock(clockid_t id) {
  timespec now{};
  clock_gettime(id, &now);
  return std::chrono::seconds(now.tv_sec) + core::nanoseconds(now.tv_nsec);
}

/// Less is the clocks' own unevenness.
constexpr core::nanoseconds least_suspend = std::chrono::milliseconds(100);
constexpr core::nanoseconds longest_reading = std::chrono::milliseconds(1);

}  // namespace

// Two clocks are not read in one moment: a pause between them would look like a suspend.
core::nanoseconds time_suspended() {
  for (;;) {
    const core::nanoseconds before = read_clock(CLOCK_MONOTONIC);
    const core::nanoseconds since_boot = read_clock(CLOCK_BOOTTIME);
    if (read_clock(CLOCK_MONOTONIC) - before < longest_reading) return since_boot - before;
  }
}

core::instant monotonic_now() { return core::instant(read_clock(CLOCK_MONOTONIC)); }
core::wall_time wall_now() { return core::wall_time(read_clock(CLOCK_REALTIME)); }

loop::loop() : scheduler_(monotonic_now()), suspended_(time_suspended()) {
  if (const int status = uv_loop_init(&loop_); status != 0)
    throw std::runtime_error(std::string("libuv: ") + uv_strerror(status));
  timer_ = make_handle<uv_timer_t>(this, [this](uv_timer_t* raw) { return uv_timer_init(&loop_, raw); });
  prepare_ = make_handle<uv_prepare_t>(this, [this](uv_prepare_t* raw) { return uv_prepare_init(&loop_, raw); });
  uv_prepare_start(prepare_.get(), [](uv_prepare_t* raw) { static_cast<loop*>(raw->data)->before_sleep(); });
}

loop::~loop() {
  timer_.reset();
  prepare_.reset();
  uv_run(&loop_, UV_RUN_DEFAULT);
  uv_loop_close(&loop_);
}

void loop::run_until_empty(async::scope& root) {
  running_ = &root;
  while (!root.empty()) uv_run(&loop_, UV_RUN_DEFAULT);
  running_ = nullptr;
  root.join().await_resume();
}

void loop::before_sleep() {
  const core::instant now = monotonic_now();
  const core::instant due = scheduler_.next_turn();
  if (turn_wanted_ || due <= now) {
    turn_wanted_ = false;
    note_suspend(now);
    if (observer_ != nullptr && due <= now && due == armed_) observer_->turn_began(now - due);
    scheduler_.turn(now);
  }
  arm(scheduler_.next_turn());
  if (running_ != nullptr && running_->empty()) uv_stop(&loop_);
}

void loop::note_suspend(core::instant now) {
  const core::nanoseconds longer = time_suspended() - suspended_;
  if (longer < least_suspend) return;
  suspended_ += longer;
  suspended_at_ = now;
  if (observer_ != nullptr) observer_->was_suspended(longer);
}

void loop::arm(core::instant due) {
  if (due == armed_ && uv_is_active(reinterpret_cast<uv_handle_t*>(timer_.get())) != 0) return;
  armed_ = due;
  if (due == core::never) {
    uv_timer_stop(timer_.get());
    return;
  }
  constexpr std::uint64_t ms = 1'000'000;
  uv_update_time(&loop_);
  const auto due_ms = (static_cast<std::uint64_t>(due.time_since_epoch().count()) + ms - 1) / ms;
  const std::uint64_t now_ms = uv_now(&loop_);
  uv_timer_start(
      timer_.get(), [](uv_timer_t*) {}, due_ms > now_ms ? due_ms - now_ms : 0, 0);
}

}  // namespace reachd::uv
