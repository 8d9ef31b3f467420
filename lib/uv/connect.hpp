// SPDX-License-Identifier: Apache-2.0
// `auto stream = co_await connect(loop, endpoint);` opens a TCP connection. It takes as long as the kernel tries
// (about two minutes in silence): give it a deadline, a stop closes the socket at once. Invariant: a failure carries a
// plain errno, and the ICMP error behind it when one said why (IP_RECVERR, ip(7)).
#pragma once

#include <expected>
#include <optional>

#include "async/leaf.hpp"
#include "core/address.hpp"
#include "core/outcome.hpp"
#include "uv/request.hpp"
#include "uv/tcp_stream.hpp"

namespace reachd::uv {

/// code(): ECONNREFUSED a reset, EHOSTUNREACH an ICMP error or a silent neighbour, ENETUNREACH at once no route,
/// ETIMEDOUT the kernel gave up, ECANCELED stopped; EMFILE, ENOBUFS, EPERM and the like are our own.
class connect_failure : public core::error {
 public:
  explicit connect_failure(core::error why, bool at_once = false, std::optional<core::icmp_cause> cause = std::nullopt)
      : core::error(std::move(why)), cause_(cause), at_once_(at_once) {}
  /// The system call itself failed: our own route, firewall or limit, not an answer of the network.
  bool at_once() const { return at_once_; }
  /// The ICMP or ICMPv6 error that ended the attempt: an unreachable port is a refusal as well, by its errno.
  const std::optional<core::icmp_cause>& cause() const { return cause_; }

 private:
  std::optional<core::icmp_cause> cause_;
  bool at_once_;
};

class connect final : public async::leaf {
 public:
  connect(loop& on, const core::endpoint& to) : leaf(on.ready()), loop_(&on), to_(to) {}
  std::expected<tcp_stream, connect_failure> await_resume();

 private:
  bool start() override;
  void withdraw() noexcept override;
  int begin();
  static void ended(uv_connect_t* raw, int status);

  loop* loop_;
  core::endpoint to_;
  handle<uv_tcp_t> tcp_;
  request<uv_connect_t, connect> pending_;
  std::optional<core::icmp_cause> cause_;
  int status_ = 0;
  bool at_once_ = false;
};

}  // namespace reachd::uv
