// SPDX-License-Identifier: Apache-2.0
// The pinger's view of the network: packets out, packets and notices in, and the clocks that stamp them. Role: the seam
// between what the pinger decides and the system; icmp_socket is the kernel's side, a test or a simulation scripts one.
// Owner: outlives the pinger that uses it. Invariant: nothing waits; what a call returns is valid until the same call
// is made again.
#pragma once

#include <cstdint>
#include <span>

#include "core/address.hpp"
#include "core/outcome.hpp"
#include "core/time.hpp"
#include "wire/icmp_message.hpp"

namespace reachd::icmp {

/// Both scales read at one moment.
struct clock_reading {
  core::instant monotonic{};
  core::wall_time wall{};
};

struct outgoing {
  core::address destination{};
  wire::byte_span packet{};        // from the ICMP header on
  std::uint8_t ttl = 0;            // 0: the socket's
  std::uint8_t traffic_class = 0;  // 0: the socket's
  int error = 0;                   // filled in by send(): why it was not sent, an errno; 0: sent
};

struct arrival {
  core::address source{};
  wire::byte_span packet{};  // cut where it is longer than anything we can expect
  core::wall_time stamp{};   // the kernel's receive stamp; 0: it gave none
  std::uint8_t ttl = 0;      // where the packet comes without its IP header; 0: unknown
};

/// What the error queue holds.
struct notice {
  enum class kind : std::uint8_t {
    send_stamp,  // `packet`: the request as it left, perhaps with a link header; `stamp`
    icmp_error,  // `packet`: the quoted request from its ICMP header on; `destination` and `cause`
    other,       // nothing for us
  };
  notice::kind kind = kind::other;
  wire::byte_span packet{};
  core::wall_time stamp{};
  core::address destination{};
  core::icmp_cause cause{};
};

/// Packets the kernel has not kept for us since the port was opened.
struct kernel_drops {
  std::uint64_t overflow = 0;  // the receive queue was full
  std::uint64_t checksum = 0;  // a wrong ICMP checksum, where the kernel verifies it
};

class packet_port {
 public:
  /// Largest batch of any call.
  static constexpr std::size_t batch_size = 64;

  virtual core::family family() const = 0;
  virtual wire::framing framing() const = 0;
  /// The ICMP identifier our requests bear on the wire.
  virtual std::uint16_t ident() const = 0;

  virtual clock_reading now() = 0;
  /// Sends at most batch_size packets in order; each gets its `error`.
  virtual void send(std::span<outgoing> batch) = 0;
  /// False: neither receive() nor collect() has anything to give. Cheaper than to ask both.
  virtual bool has_news() { return true; }
  /// What has arrived; empty: the receive queue was seen empty.
  virtual std::span<const arrival> receive() = 0;
  /// Send stamps and ICMP errors; empty: the error queue was seen empty.
  virtual std::span<const notice> collect() = 0;
  /// To be asked before a drain, while what overflowed is still there to tell by.
  virtual kernel_drops drops() = 0;

 protected:
  ~packet_port() = default;
};

}  // namespace reachd::icmp
