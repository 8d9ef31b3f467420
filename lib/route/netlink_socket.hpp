// SPDX-License-Identifier: Apache-2.0
// A NETLINK_ROUTE socket. Role: all system calls of lib/route. Invariant: only the kernel is believed; a message of
// another process reads as an empty datagram. Source: netlink(7), rtnetlink(7).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/error.hpp"
#include "core/unique_fd.hpp"
#include "route/bytes.hpp"

namespace reachd::route {

/// `last_resort`: the kernel answers within the system call that asks; should it ever not, receive() gives up after 1
/// s.
enum class waiting : std::uint8_t { never, last_resort };

class netlink_socket {
 public:
  static core::result<netlink_socket> open(waiting patience);

  int fd() const { return fd_.get(); }
  /// RTNLGRP_*.
  core::result<void> join(int group);
  core::result<void> send(byte_span request);
  /// One datagram, valid until the next call. Error code EAGAIN: nothing is there; ENOBUFS: some were lost, and more
  /// may be waiting.
  core::result<byte_span> receive();

 private:
  explicit netlink_socket(core::unique_fd fd);

  core::unique_fd fd_;
  std::vector<std::byte> buffer_;
};

}  // namespace reachd::route
