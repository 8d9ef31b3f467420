// SPDX-License-Identifier: Apache-2.0
// Buffers for recvmmsg(2): packets, addresses and control messages of one batch. Role: what the kernel writes a drain
// into. Owner: the icmp_socket, which allocates them once. Invariant: what message() gives is valid until the next
// receive().
#pragma once

#include <time.h>  // linux/errqueue.h needs timespec

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/address.hpp"
#include "core/time.hpp"
#include "wire/bytes.hpp"

namespace reachd::icmp {

/// One received message with its control messages read.
struct received_message {
  wire::byte_span bytes;
  std::optional<core::address> name;
  core::wall_time stamp{};                 // SO_TIMESTAMPING, software; 0: none
  std::optional<sock_extended_err> error;  // IP_RECVERR, IPV6_RECVERR
  std::optional<core::address> offender;   // who sent it
  std::uint8_t ttl = 0;                    // IP_RECVTTL, IPV6_RECVHOPLIMIT; 0: none
};

class message_batch {
 public:
  static constexpr std::size_t capacity = 64;
  /// Of large packets there are fewer, so that the buffers of a socket stay below a mebibyte.
  static constexpr std::size_t most_bytes = 1'048'576;

  /// Packets longer than `bytes_each` are cut.
  explicit message_batch(std::size_t bytes_each);
  message_batch(const message_batch&) = delete;
  message_batch& operator=(const message_batch&) = delete;

  /// recvmmsg(2) that never waits: how many messages, or -1 with errno.
  int receive(int fd, int flags);
  received_message message(std::size_t index) const;

 private:
  /// Room for a time stamp (3 timespec), an extended error with a sockaddr_in6, and a TTL.
  static constexpr std::size_t control_size = 256;
  struct alignas(cmsghdr) control_buffer {
    std::array<std::byte, control_size> bytes;
  };

  std::size_t bytes_each_;
  unsigned count_;
  std::vector<std::byte> bytes_;
  std::array<iovec, capacity> parts_{};
  std::array<sockaddr_in6, capacity> names_{};
  std::array<control_buffer, capacity> controls_{};
  std::array<mmsghdr, capacity> headers_{};
};

}  // namespace reachd::icmp
