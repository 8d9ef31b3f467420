// SPDX-License-Identifier: Apache-2.0
// What really crosses a device, with the kernel's own stamps. Role: the truth about round-trip times; reading it late
// does not change it. A request is stamped as it reaches the device, a reply as it enters the stack, both in
// nanoseconds of CLOCK_REALTIME. Source: packet(7), SO_TIMESTAMPNS in socket(7).
#pragma once

#include <cstdint>
#include <cstdio>
#include <expected>
#include <string>

#include "core/unique_fd.hpp"

namespace reachd::test_wire {

class tap {
 public:
  /// Sees what crosses `device` from now on. The lines go to `log`, which must outlive the tap.
  static std::expected<tap, std::string> open(const std::string& device, std::FILE* log);

  int fd() const { return socket_.get(); }

  /// Writes one JSON line for each ICMP packet that waits:
  /// {"t_ns":…,"out":true,"src":"…","dst":"…","family":4,"type":8,"code":0,"id":1,"seq":2,"token":"…"}
  /// An ICMP error has `"about":"…"`, the destination it quotes, and the id, seq and token of the quoted packet.
  void drain();

  /// Packets that the kernel had no room for; the truth has gaps if it is not 0.
  std::uint64_t drops();

 private:
  tap(core::unique_fd socket, std::FILE* log) : socket_(std::move(socket)), log_(log) {}

  core::unique_fd socket_;
  std::FILE* log_;
  std::uint64_t drops_ = 0;
};

}  // namespace reachd::test_wire
