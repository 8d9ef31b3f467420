// SPDX-License-Identifier: Apache-2.0
// The packet filter of an ICMP socket, run by the kernel on a pair of local sockets, which needs no privilege.
#pragma once

#include <doctest/doctest.h>
#include <sys/socket.h>

#include "core/unique_fd.hpp"
#include "icmp/socket_filter.hpp"
#include "support/packets.hpp"

namespace reachd::test {

class filtered_pair {
 public:
  filtered_pair(core::family of_family, std::uint16_t ident) {
    int ends[2] = {-1, -1};
    REQUIRE(::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    near_.reset(ends[0]);
    far_.reset(ends[1]);
    auto code = icmp::echo_filter(of_family, ident);
    const sock_fprog filter{.len = static_cast<unsigned short>(code.size()), .filter = code.data()};
    REQUIRE(::setsockopt(far_.get(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0);
  }
  /// Whether the whole packet comes through.
  bool passes(const bytes& packet) {
    ::send(near_.get(), packet.data(), packet.size(), 0);
    bytes got(2048);
    return ::recv(far_.get(), got.data(), got.size(), 0) == static_cast<ssize_t>(packet.size());
  }

 private:
  core::unique_fd near_, far_;
};

}  // namespace reachd::test
