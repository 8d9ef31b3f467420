// SPDX-License-Identifier: Apache-2.0
// Wakes the loop while a descriptor has something to read. Role: for ports that drain themselves in the turn; the
// callback reads nothing. UV_PRIORITIZED stands for queued errors, which sockets with SO_SELECT_ERR_QUEUE flag so:
// libuv stops watching a descriptor at a plain POLLERR (libuv#3796). Owner: the descriptor's owner; it outlives this.
#pragma once

#include "uv/loop.hpp"

namespace reachd::uv {

class wake_on_readable {
 public:
  /// Throws std::runtime_error when the descriptor cannot be polled.
  wake_on_readable(loop& woken, int fd)
      : loop_(&woken),
        poll_(make_handle<uv_poll_t>(this, [&](uv_poll_t* raw) { return uv_poll_init(woken.raw(), raw, fd); })) {}
  wake_on_readable(const wake_on_readable&) = delete;
  wake_on_readable& operator=(const wake_on_readable&) = delete;

  void start() {
    uv_poll_start(poll_.get(), UV_READABLE | UV_PRIORITIZED, [](uv_poll_t* raw, int, int) {
      auto& self = *static_cast<wake_on_readable*>(raw->data);
      self.seen_ = true;
      self.loop_->want_turn();
    });
  }
  void stop() { uv_poll_stop(poll_.get()); }
  /// Whether the descriptor was readable since this was last asked.
  bool take() { return std::exchange(seen_, false); }

 private:
  loop* loop_;
  handle<uv_poll_t> poll_;
  bool seen_ = false;
};

}  // namespace reachd::uv
