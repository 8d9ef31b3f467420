// SPDX-License-Identifier: Apache-2.0
// Takes new connections from all listening sockets. Role: says when some are pending, takes them one by one, and rests
// when there is no room, so that a pending connection that cannot be taken costs nothing. Keeps one descriptor in
// reserve: when the process has run out of them, a scrape still gets in. Owner: the server.
// Invariant: a rest ends after 100 ms at the latest; until then the kernel keeps what is pending.
#pragma once

#include <memory>
#include <vector>

#include "async/timer_wheel.hpp"
#include "core/unique_fd.hpp"
#include "http/listen_socket.hpp"
#include "uv/readable.hpp"

namespace reachd::http {

class acceptor final : private async::timer {
 public:
  explicit acceptor(uv::loop& on);
  acceptor(const acceptor&) = delete;
  acceptor& operator=(const acceptor&) = delete;
  ~acceptor() = default;

  void add(listen_socket opened);
  void close();

  /// Whether connections came since this was last asked.
  bool take();
  /// Whether one can be taken now.
  bool pending() const;

  struct taken {
    core::unique_fd fd;  ///< none: nothing is pending, or descriptors or memory are used up
    core::socket_address from;
    bool by_control_socket = false;
    bool exhausted = false;
  };
  /// From TCP, from the control socket, or from both.
  taken accept(bool by_tcp = true, bool by_control_socket = true);

  void rest();
  /// Room was made: ends a rest.
  void go_on();
  /// To be called when a connection may have closed its descriptor: takes it before anybody else does.
  void refill_reserve();

 private:
  struct listener {
    listen_socket socket;
    std::unique_ptr<uv::wake_on_readable> readable;
    bool is_control_socket;
  };
  taken accept_from(const listener& source);
  void expire() noexcept override { go_on(); }

  uv::loop* loop_;
  std::vector<listener> listeners_;
  core::unique_fd reserve_;
  bool resting_ = false;
};

}  // namespace reachd::http
