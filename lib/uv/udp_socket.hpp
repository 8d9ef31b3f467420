// SPDX-License-Identifier: Apache-2.0
// A UDP socket that is connected: it sends to one endpoint and takes from nobody else. Role: questions with one answer.
// Owner: whoever holds the value; destroying it closes. It stays where it is while a receive waits, of which there is
// one at a time. Invariant: after a stop nothing touches the caller's buffer. The port of ours is the kernel's choice.
#pragma once

#include <cstddef>
#include <span>

#include "async/leaf.hpp"
#include "core/address.hpp"
#include "core/error.hpp"
#include "uv/loop.hpp"

namespace reachd::uv {

class udp_socket {
 public:
  /// Error: errno, such as ENETUNREACH without a route to `to`.
  static core::result<udp_socket> connect(loop& on, const core::endpoint& to);

  class receive_awaiter final : public async::leaf {
   public:
    receive_awaiter(udp_socket& from, std::span<std::byte> into);
    ~receive_awaiter() { withdraw(); }
    core::result<std::size_t> await_resume() const;

   private:
    bool start() override;
    void withdraw() noexcept override;
    void ended(ssize_t status);

    udp_socket* socket_;
    std::span<std::byte> into_;
    ssize_t status_ = 0;
    bool receiving_ = false;
  };

  /// At once, as one datagram. Error: errno; ECONNREFUSED may tell of an earlier one.
  core::result<void> send(std::span<const std::byte> datagram);
  /// `auto size = co_await socket.receive(buffer);` waits for one datagram; what does not fit is cut off. Errors:
  /// errno, ECONNREFUSED where nobody listens; ECANCELED when stopped.
  receive_awaiter receive(std::span<std::byte> into) { return receive_awaiter(*this, into); }

 private:
  udp_socket(loop& on, handle<uv_udp_t> connected) : loop_(&on), udp_(std::move(connected)) {}

  loop* loop_;
  handle<uv_udp_t> udp_;
};

}  // namespace reachd::uv
