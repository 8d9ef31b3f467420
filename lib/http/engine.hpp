// SPDX-License-Identifier: Apache-2.0
// libmicrohttpd as a part of the turn. Role: one daemon without threads and without sockets of its own; connections are
// given to it, its epoll descriptor wakes the loop, and run() does what is due. Its callbacks become `events`.
// With TLS settings it speaks TLS on all of its connections. Owner: the server. Invariant: its callbacks run inside
// run() and close() only, and nothing is resumed in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "access/tls_settings.hpp"
#include "async/timer_wheel.hpp"
#include "core/intrusive_list.hpp"
#include "core/unique_fd.hpp"
#include "http/connection.hpp"
#include "uv/readable.hpp"

struct MHD_Connection;
struct MHD_Daemon;

namespace reachd::http {

class exchange;
struct unwatched_tag;

/// The gnutls_session_t of a connection that speaks TLS.
void* tls_session(MHD_Connection& raw);

class engine final : private async::timer {
 public:
  class events {
   public:
    virtual connection& opened(engine& by, int fd, const core::address& peer) = 0;
    virtual void closed(connection& gone) = 0;
    /// A header is complete. The exchange stays until ended(); one that has its answer already is refused: its body is
    /// not read and the connection closed.
    virtual exchange& begun(engine& by, connection& client, MHD_Connection& raw, const char* method,
                            const char* target) = 0;
    /// The request is complete and the exchange suspended.
    virtual void received(exchange& asked) = 0;
    virtual void ended(exchange& over) = 0;

   protected:
    ~events() = default;
  };

  /// Throws std::runtime_error when it cannot be started.
  engine(uv::loop& on, const limits& bounds, events& told, std::optional<access::tls_settings> tls = std::nullopt);
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;
  ~engine() { close(); }

  uv::loop& loop() { return *loop_; }
  const limits& bounds() const { return *bounds_; }
  events& told() { return *told_; }
  /// nullopt: plain HTTP.
  const std::optional<access::tls_settings>& tls() const { return tls_; }
  /// Connections that are not closed yet.
  std::size_t connections() const { return connections_; }
  void opened() { ++connections_; }
  void closed() { --connections_; }
  /// One of its callbacks ran.
  void was_called() { ++calls_; }

  /// Takes a connected socket over, or closes it and returns false.
  bool add(core::unique_fd fd, const core::socket_address& from);
  /// Whether run() has something to do.
  bool due() { return (readable_ && readable_->take()) || pending_; }
  bool pending() const { return pending_; }
  /// Reads, calls back and writes, a bounded amount; what is left makes it pending().
  void run();
  void resume(MHD_Connection& suspended);
  /// Closes all connections; none may be suspended. run() must not be called again.
  void close();

  /// Exchanges that were suspended and are not watched yet.
  core::intrusive_list<exchange, unwatched_tag>& unwatched() { return unwatched_; }

 private:
  void expire() noexcept override { pending_ = true; }

  struct stop_daemon {
    void operator()(MHD_Daemon* stopped) const;
  };

  uv::loop* loop_;
  const limits* bounds_;
  events* told_;
  std::optional<access::tls_settings> tls_;
  std::size_t connections_ = 0;
  std::uint64_t calls_ = 0;
  core::intrusive_list<exchange, unwatched_tag> unwatched_;
  std::unique_ptr<MHD_Daemon, stop_daemon> daemon_;
  std::optional<uv::wake_on_readable> readable_;
  bool pending_ = false;
};

}  // namespace reachd::http
