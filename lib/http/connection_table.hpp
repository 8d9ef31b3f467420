// SPDX-License-Identifier: Apache-2.0
// The open connections and which of them has to go when there are too many. Owner: the server.
// Invariant: libmicrohttpd's idea of what is open and this table agree; a connection keeps its address.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "http/connection.hpp"

namespace reachd::http {

class connection_table {
 public:
  connection& add(std::unique_ptr<connection> opened);
  void remove(const connection& closed);

  std::size_t size() const { return connections_.size(); }
  /// Those that are not on their way out, by the control socket or by TCP.
  std::size_t staying(bool by_control_socket) const;

  /// The connection that makes room: of the peer with the most that wait for a request the oldest such one, so that one
  /// greedy client does not push out the others. If none waits for a request, the one whose client has not taken
  /// anything for the longest time, at least a second. Otherwise nullptr: all are at work. Never one of the control
  /// socket.
  connection* victim(core::instant now) const;
  void close_waiting();
  /// All but those of the control socket leave.
  void dismiss(bool at_once);

 private:
  std::size_t waiting_from(const core::address& peer) const;

  std::vector<std::unique_ptr<connection>> connections_;
};

}  // namespace reachd::http
