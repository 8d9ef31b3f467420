// SPDX-License-Identifier: Apache-2.0
// A listening TCP socket. Role: the server side of connect. Owner: whoever holds the value; destroying it closes. It
// stays where it is while an accept waits, and one accept waits at a time. Invariant: a connection that comes while
// nobody waits stays in the kernel's queue for the next accept.
#pragma once

#include <memory>

#include "async/leaf.hpp"
#include "core/address.hpp"
#include "core/error.hpp"
#include "uv/tcp_stream.hpp"

namespace reachd::uv {

class tcp_listener {
  struct state;

 public:
  /// Binds and listens at once; port 0 lets the kernel choose. Errors: errno, such as EADDRINUSE or EACCES.
  static core::result<tcp_listener> listen(loop& on, const core::endpoint& at);
  tcp_listener(tcp_listener&&) noexcept;
  tcp_listener& operator=(tcp_listener&&) noexcept;
  ~tcp_listener();

  class accept_awaiter final : public async::leaf {
   public:
    explicit accept_awaiter(state& from);
    ~accept_awaiter() { withdraw(); }
    core::result<tcp_stream> await_resume();

   private:
    friend class tcp_listener;
    bool start() override;
    void withdraw() noexcept override;
    void take();

    state* state_;
    handle<uv_tcp_t> accepted_;
    int status_ = 0;
  };

  /// `auto stream = co_await listener.accept();` waits for the next connection. Errors: errno, such as EMFILE (the
  /// connection is lost then); ECANCELED when stopped.
  accept_awaiter accept() { return accept_awaiter(*state_); }
  /// The port in use, the kernel's choice included.
  std::uint16_t port() const;

 private:
  explicit tcp_listener(std::unique_ptr<state> listening);
  static void connection_came(uv_stream_t* raw, int status);

  std::unique_ptr<state> state_;
};

}  // namespace reachd::uv
