// SPDX-License-Identifier: Apache-2.0
// Starts of programs that hang, as on a mount that does not answer, until the test lets them go on. Role: what the
// tests of child_starter share.
#pragma once

#include <fcntl.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <semaphore>

#include "async/scope.hpp"
#include "support/children.hpp"

namespace reachd::test {

struct hanging {
  std::counting_semaphore<> begun{0};
  std::counting_semaphore<> go_on{0};
  std::mutex guard;
  int in_work = 0;
  int most = 0;

  void enter() {
    const std::scoped_lock held(guard);
    most = std::max(most, ++in_work);
  }
  void leave() {
    const std::scoped_lock held(guard);
    --in_work;
  }
};
inline hanging* here = nullptr;

/// Starts of "/bin/sleep", by whatever path, hang.
inline core::result<pid_t> hang(const uv::command& what, int output, int error) {
  if (what.arguments.front().ends_with("/bin/sleep")) {
    here->enter();
    here->begun.release();
    here->go_on.acquire();
    here->leave();
  }
  return uv::spawn_process(what, output, error);
}

struct hanging_starts {
  hanging_starts() { here = &mount; }
  hanging mount;
  uv::command slow{.arguments = {"/bin/sleep", "1000"}};
  uv::command slow_too{.arguments = {"/usr/bin/sleep", "1000"}};
  uv::command slow_as_well{.arguments = {"/bin/../bin/sleep", "1000"}};
  uv::command quick = shell("exit 0");
};

using start_end = std::optional<core::result<void>>;

inline int errno_of(const start_end& of) { return of && !*of ? of->error().code() : 0; }

inline core::unique_fd nowhere() { return core::unique_fd(::open("/dev/null", O_WRONLY | O_CLOEXEC)); }

/// The child, where there is one, is dropped at once.
inline async::task<void> start(uv::child_starter& by, uv::command what, core::nanoseconds patience, start_end& out) {
  auto child = co_await by.start(std::move(what), nowhere(), nowhere(), patience);
  if (child) {
    out.emplace();
  } else {
    out.emplace(std::unexpected(child.error()));
  }
}

/// Until no start is in work and every child that came out of one is reaped.
inline async::task<void> until_nothing_is_left(uv::loop& on, const uv::child_starter& by) {
  while (by.in_work() + by.reaper().size() > 0) co_await sleep_for(on, std::chrono::milliseconds(1));
}

inline async::task<void> until_hanging(uv::loop& on, hanging& mount, int starts = 1) {
  while (starts > 0) {
    co_await sleep_for(on, std::chrono::milliseconds(1));
    while (starts > 0 && mount.begun.try_acquire()) --starts;
  }
}

}  // namespace reachd::test
