// SPDX-License-Identifier: Apache-2.0
// Starting programs on libuv's pool. Role: a start waits until the kernel has loaded the program, which takes
// milliseconds on a busy machine and for ever on a mount that does not answer; that holds up a thread of the pool,
// never the loop. Owner: the composition root; outlives whoever starts something by it. Invariant: no more than a
// bounded number of starts is in work, half of them at most of one program, and none begins of a program of which an
// earlier one has not come back. Starts that hang give their places to others, as long as they are fewer than places. A
// child that comes out of a start that nobody waits for any more is killed and reaped. No child gets a capability from
// us.
#pragma once

#include <memory>
#include <string>

#include "async/task.hpp"
#include "uv/child_handle.hpp"
#include "uv/child_reaper.hpp"
#include "uv/loop.hpp"
#include "uv/spawn_process.hpp"

namespace reachd::uv {

/// A child that runs. When it is dropped, the child is killed.
struct newborn {
  std::shared_ptr<child_reaper> reaper;
  child_handle child;
  core::instant began{};  // when its start was

  newborn(std::shared_ptr<child_reaper> by, child_handle made, core::instant at)
      : reaper(std::move(by)), child(std::move(made)), began(at) {}
  newborn(newborn&&) noexcept = default;
  newborn& operator=(newborn&& other) noexcept {
    std::swap(reaper, other.reaper);
    std::swap(child, other.child);
    began = other.began;
    return *this;
  }
  ~newborn() {
    if (child) reaper->adopt(std::move(child));
  }
};

class child_starter {
 public:
  using spawner = core::result<pid_t> (*)(const command&, int standard_output, int standard_error);

  /// A quarter of the pool at once, and `spawn_process`, unless said otherwise.
  explicit child_starter(loop& on, std::size_t at_once = 0, spawner by = spawn_process);

  /// Starts `what`, which writes to the two descriptors. A stop waits for a start that is in work, but not for longer
  /// than `patience`. Errors: those of spawn_process, EMFILE (its child is killed), ECHILD when somebody else reaped
  /// it; EAGAIN when stopped before its turn came; ETIMEDOUT when stopped and not come back in time; EBUSY when an
  /// earlier one has not.
  async::task<core::result<newborn>> start(command what, core::unique_fd output, core::unique_fd errors,
                                           core::nanoseconds patience);

  loop& on() const;
  /// Starts that are wanted and have not come back.
  std::size_t in_work() const;
  /// Of those that cannot be killed.
  child_reaper& reaper() const;

 private:
  struct room;
  struct progress;
  struct turn;
  struct job;

  std::shared_ptr<room> room_;  // shared with the starts in work
};

}  // namespace reachd::uv
