// SPDX-License-Identifier: Apache-2.0
// Stops work whose client has gone. Role: watches a connected socket that nobody reads for the peer's FIN or RST; data
// that comes meanwhile does not wake it. Owner: the work it stops, for the time that nobody else waits on the socket.
// Invariant: asks for one stop at most and resumes nothing; socket and stop_source outlive it.
#pragma once

#include "async/stop_token.hpp"
#include "uv/loop.hpp"

namespace reachd::uv {

class stop_on_disconnect {
 public:
  /// Throws std::runtime_error when the descriptor cannot be polled.
  stop_on_disconnect(loop& on, int fd, async::stop_source& stopped)
      : loop_(&on),
        stopped_(&stopped),
        poll_(make_handle<uv_poll_t>(this, [&](uv_poll_t* raw) { return uv_poll_init(on.raw(), raw, fd); })) {
    uv_poll_start(poll_.get(), UV_DISCONNECT, [](uv_poll_t* raw, int, int) {
      uv_poll_stop(raw);
      auto& self = *static_cast<stop_on_disconnect*>(raw->data);
      self.loop_->want_turn();
      self.stopped_->request_stop();
    });
  }
  stop_on_disconnect(const stop_on_disconnect&) = delete;
  stop_on_disconnect& operator=(const stop_on_disconnect&) = delete;

 private:
  loop* loop_;
  async::stop_source* stopped_;
  handle<uv_poll_t> poll_;
};

}  // namespace reachd::uv
