// SPDX-License-Identifier: Apache-2.0
// The packets of one send. Role: writes echo requests side by side into buffers that are allocated once. Owner: the
// pinger. Invariant: at most `capacity` packets, each of its own size; slots are remembered by reference value.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "icmp/in_flight_table.hpp"

namespace reachd::icmp {

class request_batch {
 public:
  /// Larger ones gain nothing and blur the user stamp, which is read once before all of them.
  static constexpr std::size_t capacity = 16;
  static_assert(capacity <= packet_port::batch_size);

  /// The usual size, at least wire::echo_identity::size.
  explicit request_batch(std::size_t payload_size);
  /// Room for payloads of that size, too. While it is empty.
  void make_room(std::size_t payload_size);

  bool full() const { return size_ == capacity; }
  bool empty() const { return size_ == 0; }
  void clear() { size_ = 0; }
  void add(const in_flight_slot& slot, std::uint16_t ident);

  std::span<outgoing> packets() { return std::span(packets_).first(size_); }
  std::span<const slot_ref> slots() const { return std::span(slots_).first(size_); }

 private:
  std::size_t usual_payload_;
  std::size_t stride_ = 0;
  std::vector<std::byte> bytes_;
  std::array<outgoing, capacity> packets_;
  std::array<slot_ref, capacity> slots_;
  std::size_t size_ = 0;
};

}  // namespace reachd::icmp
