// SPDX-License-Identifier: Apache-2.0
// One client's connection, as far as time is concerned. Role: knows what is waited for and closes the connection when
// that takes too long. Closing means shutdown(2): libmicrohttpd, which owns the descriptor, sees the end and cleans up.
// Owner: the connection table. Invariant: a deadline stands except while a handler works.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "async/timer_wheel.hpp"
#include "core/address.hpp"
#include "http/counters.hpp"
#include "http/limits.hpp"

namespace reachd::http {

class connection final : private async::timer {
 public:
  connection(async::timer_wheel& wheel, const limits& bounds, counters& counts, int fd, const core::address& peer);
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() = default;

  int fd() const { return fd_; }
  /// 0.0.0.0 for one of the control socket.
  const core::address& peer() const { return peer_; }
  bool by_control_socket() const { return by_control_socket_; }
  /// Why its certificate is not good enough, empty: it is. nullopt: nobody has looked yet.
  const std::optional<std::string>& certificate_fault() const { return certificate_fault_; }
  void judged(std::string fault) { certificate_fault_ = std::move(fault); }
  /// When it began to wait for what it waits for.
  core::instant since() const { return since_; }
  bool waits_for_request() const { return phase_ == phase::waiting; }
  bool waits_for_client() const { return phase_ != phase::handling; }
  bool closing() const { return phase_ == phase::closing; }

  void header_has_come();
  void request_has_come();
  /// The client has room for the next block of the answer.
  void block_begins();
  void answer_has_left();
  void close();
  /// Closes when the next answer, or the one that is at work, has left; while it waits for a request, `at_once`.
  void leave(bool at_once);

 private:
  enum class phase { waiting, handling, writing, closing };
  void wait(phase next, core::nanoseconds span);
  void expire() noexcept override;

  async::timer_wheel* wheel_;
  const limits* bounds_;
  counters* counts_;
  core::instant since_;
  core::address peer_;
  int fd_;
  phase phase_ = phase::waiting;
  bool by_control_socket_;
  bool leaving_ = false;
  std::optional<std::string> certificate_fault_;
};

}  // namespace reachd::http
