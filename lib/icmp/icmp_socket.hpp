// SPDX-License-Identifier: Apache-2.0
// The kernel's side of a packet_port: a raw ICMP socket of one family, or a ping socket where raw is refused. Role: all
// system calls of an echo. Owner: the daemon, which watches fd() for UV_READABLE | UV_PRIORITIZED. Invariant: never
// waits. Source: raw(7), icmp(7), ip(7), ipv6(7), Documentation/networking/timestamping.rst.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/error.hpp"
#include "icmp/message_batch.hpp"
#include "icmp/open_icmp.hpp"
#include "icmp/packet_port.hpp"

namespace reachd::icmp {

class icmp_socket final : public packet_port {
 public:
  /// Errors as open_icmp().
  static core::result<std::unique_ptr<icmp_socket>> open(const binding& to, const icmp_socket_options& options);
  /// `largest_payload`: of the requests, which come back in replies, errors and stamps.
  icmp_socket(opened_icmp opened, std::size_t largest_payload);

  int fd() const { return opened_.fd.get(); }
  socket_kind kind() const { return opened_.kind; }
  /// Effective size in bytes as the kernel counts them, about twice the bytes that were granted (socket(7)).
  int receive_buffer() const;
  int send_buffer() const;

  core::family family() const override { return opened_.family; }
  wire::framing framing() const override;
  std::uint16_t ident() const override { return opened_.ident; }
  clock_reading now() override;
  void send(std::span<outgoing> batch) override;
  bool has_news() override;
  std::span<const arrival> receive() override;
  std::span<const notice> collect() override;
  kernel_drops drops() override;

 private:
  int send_one(const outgoing& packet);
  notice to_notice(const received_message& message) const;

  opened_icmp opened_;
  message_batch packets_;
  message_batch errors_;
  std::vector<arrival> arrivals_;
  std::vector<notice> notices_;
  kernel_drops drops_;
  std::uint32_t drops_seen_ = 0;
  bool was_filled_ = false;  // the receive queue, when drops() was asked last
};

}  // namespace reachd::icmp
