// SPDX-License-Identifier: Apache-2.0
// Control messages for sendmsg(2): the TTL and the traffic class of one packet. Role: requests that differ in these
// share a socket. Owner: outlives the call that uses its message(). Source: ip(7), ipv6(7), RFC 3542 §6.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/address.hpp"

namespace reachd::icmp {

class send_control {
 public:
  /// 0: as the socket has it.
  send_control(core::family family, std::uint8_t ttl, std::uint8_t traffic_class);
  send_control(const send_control&) = delete;
  send_control& operator=(const send_control&) = delete;

  /// With nothing but these messages.
  msghdr message() const;

 private:
  void add(int level, int type, int value);

  alignas(cmsghdr) std::array<std::byte, 2 * CMSG_SPACE(sizeof(int))> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace reachd::icmp
