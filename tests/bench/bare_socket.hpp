// SPDX-License-Identifier: Apache-2.0
// The raw ICMP socket of bare_paced: batches out by sendmmsg, batches in by recvmmsg, kernel stamps of both. IPv4 only.
// Invariant: a message or stamp is valid until the next receive of its kind.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace reachd::bench {

constexpr std::size_t batch_size = 64;

/// Whose packet it is; it stands at the beginning of the payload, after a number of this run.
struct token {
  std::uint32_t index = UINT32_MAX;
  std::uint32_t sequence = 0;
};

struct stamped_packet {
  token about;
  std::int64_t stamp_ns = 0;  // CLOCK_REALTIME; 0: the kernel gave none
};

class bare_socket {
 public:
  bare_socket();
  ~bare_socket();
  bare_socket(const bare_socket&) = delete;
  bare_socket& operator=(const bare_socket&) = delete;

  /// False with errno where the kernel refuses.
  bool open();

  /// Puts one request into the batch, which has room for batch_size of them.
  void add(std::uint32_t destination, const token& about);
  /// Sends the batch; how many left, counted from the first.
  std::size_t flush();

  /// How many messages wait now, at most batch_size.
  std::size_t receive();
  stamped_packet message(std::size_t at) const;
  std::size_t receive_stamps();
  stamped_packet stamp(std::size_t at) const;

 private:
  struct buffers;

  int fd_ = -1;
  std::uint64_t run_ = 0;
  std::size_t queued_ = 0;
  std::unique_ptr<buffers> out_, in_, looped_;
};

}  // namespace reachd::bench
