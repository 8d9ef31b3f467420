// SPDX-License-Identifier: Apache-2.0
// Children that nobody waits for any more: killed, and still not ended. Role: one that hangs in the kernel (a mount
// that does not answer) or became another user holds up neither its probe nor our end; whenever it ends, it is reaped.
// Owner: the starts of children, which outlive it nowhere. Invariant: every child in it has been killed at least once,
// as far as we may, and is no zombie for longer than a turn, or a tenth of a second where no descriptor is free for it.
#pragma once

#include <list>
#include <utility>

#include "async/timer_wheel.hpp"
#include "uv/child_handle.hpp"
#include "uv/loop.hpp"

namespace reachd::uv {

class child_reaper {
 public:
  explicit child_reaper(loop& on) : loop_(&on) {}
  child_reaper(const child_reaper&) = delete;
  child_reaper& operator=(const child_reaper&) = delete;
  /// Waits a moment for those that can be killed, and leaves the others to init.
  ~child_reaper();

  /// Kills the group of `child`, and reaps the child whenever it has ended. One that is not watched yet is watched as
  /// soon as a descriptor is free, and looked at now and then until that.
  void adopt(child_handle child);
  /// Those that have not ended.
  std::size_t size() const { return children_.size(); }

 private:
  struct adopted final : async::timer {
    adopted(child_reaper& reaper, child_handle taken) : by(&reaper), child(std::move(taken)) {}
    void expire() noexcept override { by->look(*this); }

    child_reaper* by;
    child_handle child;
    handle<uv_poll_t> ended;
  };
  void watch(adopted& added);
  void look(adopted& unwatched);
  void reap(adopted& ended);

  loop* loop_;
  std::list<adopted> children_;  // where they stay: libuv knows their addresses
};

}  // namespace reachd::uv
