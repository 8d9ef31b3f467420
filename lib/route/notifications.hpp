// SPDX-License-Identifier: Apache-2.0
// The kernel's notifications about links, routes, neighbours and addresses. Role: tells that something must be read
// again, never what it is now: what is told late or lost does no harm. Owner: table. Invariant: never waits. Source:
// rtnetlink(7), socket(7) for the overrun (ENOBUFS).
#pragma once

#include "route/netlink_socket.hpp"
#include "route/ways.hpp"

namespace reachd::route {

class notifications {
 public:
  static core::result<notifications> open();

  /// For UV_READABLE | UV_PRIORITIZED: an overrun is flagged as the latter, see uv/readable.hpp.
  int fd() const { return socket_.fd(); }
  /// Reads what waits, at most 64 datagrams; while more is there, fd() stays readable.
  impact drain(const ways& known);

 private:
  explicit notifications(netlink_socket socket) : socket_(std::move(socket)) {}

  netlink_socket socket_;
};

}  // namespace reachd::route
