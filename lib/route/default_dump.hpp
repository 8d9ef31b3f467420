// SPDX-License-Identifier: Apache-2.0
// Reads the default routes of both families out of the main table. Role: keeps only those, and reads in bounded steps,
// because the kernel has no way to leave out the other million routes of a router. Owner: table.
// Source: rtnetlink(7); NLM_F_DUMP_INTR in linux/netlink.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "route/default_way.hpp"
#include "route/message.hpp"
#include "route/netlink_socket.hpp"

namespace reachd::route {

class default_dump {
 public:
  /// Begins anew, whatever was read before.
  core::result<void> begin();
  bool running() const { return running_; }
  /// Reads on, at most 4 datagrams of 32 KiB, some 600 routes each. True: all is read. After an error it no longer
  /// runs.
  core::result<bool> step();
  /// What was found, once step() said true.
  std::vector<default_way> take(core::family family);

 private:
  core::result<void> ask();
  core::result<bool> read(byte_span datagram);
  core::result<bool> close(int error);
  void keep(const message& told);
  std::vector<default_way>& found() { return found_[static_cast<std::size_t>(reading_)]; }

  std::optional<netlink_socket> socket_;
  std::array<std::vector<default_way>, 2> found_;
  core::family reading_ = core::family::v4;
  std::uint32_t sequence_ = 0;
  int attempts_ = 0;
  bool interrupted_ = false;
  bool running_ = false;
};

}  // namespace reachd::route
