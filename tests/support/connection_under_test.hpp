// SPDX-License-Identifier: Apache-2.0
// A connection on one end of a socket pair and in virtual time; the test holds the other end.
#pragma once

#include <sys/socket.h>

#include <array>

#include "core/unique_fd.hpp"
#include "http/connection.hpp"

namespace reachd::test {

class connection_under_test {
  std::array<int, 2> pair_ = make_pair();
  core::unique_fd own_{pair_[0]};
  core::unique_fd other_{pair_[1]};

 public:
  async::timer_wheel wheel{core::instant(std::chrono::hours(1))};
  http::limits bounds;
  http::counters counts;
  http::connection client{wheel, bounds, counts, own_.get(), core::address()};

  void advance(core::nanoseconds span) { wheel.advance(wheel.now() + span); }
  /// Whether the other end sees no end of it.
  bool open() const {
    char byte = 0;
    return ::recv(other_.get(), &byte, 1, MSG_DONTWAIT) != 0;
  }

 private:
  static std::array<int, 2> make_pair() {
    std::array<int, 2> pair{};
    ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data());
    return pair;
  }
};

}  // namespace reachd::test
