// SPDX-License-Identifier: Apache-2.0
// What is kept of an echo that has ended, so that a reply which still comes is known for what it is. Role: enough to
// make its token and its round-trip time again. [pure] Owner: ended_echoes, in place. Invariant: `until()` never moves
// to later. Shape: 48 bytes, because a target probed once a timeout has eleven of them; no token and no address.
#pragma once

#include <chrono>

#include "icmp/in_flight_slot.hpp"
#include "icmp/round_trip.hpp"

namespace reachd::icmp {

class ended_echo {
 public:
  ended_echo() = default;
  /// `answered`: a reply to it was seen, in time or late. `now` bounds what is believed of its send stamp.
  ended_echo(const in_flight_slot& slot, bool answered, core::instant now);

  core::target_id target() const { return {.index = target_, .generation = target_generation_}; }
  std::uint64_t sequence() const { return sequence_; }
  slot_ref ref() const { return {.index = slot_, .generation = generation_}; }

  /// How long after it left a reply is still known: the timeout and ten timeouts more, those at most 60 s. A timeout
  /// counts in whole milliseconds, rounded up.
  core::nanoseconds keep() const { return std::chrono::milliseconds(keep_ms_); }
  core::instant until() const { return left_.monotonic + keep(); }

  bool answered() const { return answered_; }
  /// A reply to it was seen. True: it is the first.
  bool answer() {
    const bool first = !answered_;
    answered_ = true;
    return first;
  }

  /// A send stamp that came after the end, as for a packet that waited long for its neighbour's address.
  void stamp(core::wall_time kernel_sent, core::instant now);
  core::nanoseconds round_trip_of(const clock_reading& received, core::wall_time kernel_received) const;

  /// Whether `source` is whom it went to, by a hash of 30 bits; a scope counts for link-local addresses only.
  bool went_to(const core::address& source) const;

 private:
  friend class ended_echoes;

  clock_reading left_;  // by the kernel's stamp if `stamped_`
  std::uint32_t target_ = 0;
  std::uint32_t target_generation_ = 0;
  std::uint64_t sequence_ : 47 = 0;
  std::uint64_t keep_ms_ : 17 = 0;
  std::uint32_t slot_ = 0;
  std::uint32_t generation_ = 0;
  std::uint32_t address_hash_ : 30 = 0;
  bool answered_ : 1 = false;
  bool stamped_ : 1 = false;
  std::uint32_t next_ = 0;  // of the same bucket
};
static_assert(sizeof(ended_echo) <= 48, "a million of them should stay cheap");

}  // namespace reachd::icmp
