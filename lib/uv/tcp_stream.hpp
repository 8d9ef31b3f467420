// SPDX-License-Identifier: Apache-2.0
// A TCP connection. Role: what connect and tcp_listener::accept return; reads and writes are awaited. Owner: whoever
// holds the value; destroying it closes. It stays where it is while a read or a write waits. At most one read and one
// write wait at a time. Invariant: after a stop nothing touches the caller's buffer.
// A write to a peer that has gone raises SIGPIPE unless prepare_process() was called.
#pragma once

#include <span>
#include <string_view>

#include "async/leaf.hpp"
#include "core/error.hpp"
#include "uv/loop.hpp"
#include "uv/request.hpp"

namespace reachd::uv {

class tcp_stream {
 public:
  /// Takes over a connected handle.
  tcp_stream(loop& on, handle<uv_tcp_t> connected) : loop_(&on), tcp_(std::move(connected)) {}

  class read_awaiter final : public async::leaf {
   public:
    read_awaiter(tcp_stream& from, std::span<char> into);
    ~read_awaiter() { withdraw(); }
    core::result<std::size_t> await_resume() const;

   private:
    friend class tcp_stream;
    bool start() override;
    void withdraw() noexcept override;
    void ended(ssize_t status);

    tcp_stream* stream_;
    std::span<char> into_;
    ssize_t status_ = 0;
    bool reading_ = false;
  };

  class write_awaiter final : public async::leaf {
   public:
    write_awaiter(tcp_stream& to, std::string_view data);
    core::result<void> await_resume() const;

   private:
    bool start() override;
    void withdraw() noexcept override;
    static void ended(uv_write_t* raw, int status);

    tcp_stream* stream_;
    std::string_view data_;
    request<uv_write_t, write_awaiter> pending_;
    int status_ = 0;
  };

  /// `auto size = co_await stream.read(buffer);` waits for some bytes and returns how many; 0 at the end of the stream.
  /// Errors: errno; ECANCELED when stopped, which loses no byte; EBADF once closed. `into` is not empty.
  read_awaiter read(std::span<char> into) { return read_awaiter(*this, into); }
  /// `auto written = co_await stream.write(text);` waits until the kernel has taken all of `data`, which stays alive
  /// meanwhile. Errors as read; a write that is stopped half-way closes the stream, for half a message is of no use.
  write_awaiter write(std::string_view data) { return write_awaiter(*this, data); }

  bool is_open() const { return tcp_ != nullptr; }
  /// For getsockopt, such as TCP_INFO; -1 once closed.
  int fd() const;
  /// Closes with a reset: leaves no TIME_WAIT behind. What was not sent is lost.
  void close_reset();
  /// A read or write that waits ends with ECANCELED.
  void close();

 private:
  void end_read();

  loop* loop_;
  handle<uv_tcp_t> tcp_;
};

}  // namespace reachd::uv
