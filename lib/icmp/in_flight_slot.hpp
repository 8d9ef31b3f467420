// SPDX-License-Identifier: Apache-2.0
// One echo in flight. Role: everything known about it between begin and end, so that an echo allocates nothing; its
// deadline is a timer in the scheduler's wheel. [pure] Owner: the in_flight_table, in place and for good; others name
// it by slot_ref. Invariant: a generation is used for one echo only, and `token` is what that echo's packet bears.
#pragma once

#include <cstdint>

#include "async/timer_wheel.hpp"
#include "core/outcome.hpp"
#include "icmp/egress.hpp"
#include "icmp/packet_port.hpp"

namespace reachd::icmp {

class in_flight_slot;

/// Who is told about a slot: the pinger for the echoes of targets, an awaiter for its own.
class slot_owner {
 public:
  /// The slot's timer went off.
  virtual void slot_expired(in_flight_slot& slot) noexcept = 0;
  /// The request has left.
  virtual void slot_sent(core::target_id target, core::instant at) = 0;
  /// The echo has ended; its slot is free already.
  virtual void slot_ended(core::target_id target, std::uint64_t sequence, const core::probe_result& result) = 0;

 protected:
  ~slot_owner() = default;
};

struct slot_ref {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;
};

enum class slot_state : std::uint8_t { free, queued, in_flight };

class in_flight_slot final : public async::timer {
 public:
  slot_ref ref() const { return {.index = index, .generation = generation}; }
  /// The first ICMP error about the echo is kept.
  void mark(const core::icmp_cause& cause) {
    if (marked) return;
    marked = true;
    error_type = cause.type;
    error_code = cause.code;
    error_sender = cause.sender;
  }
  /// A reply to the echo was seen, in time or not. True: it is the first.
  bool answer() {
    const bool first = !answered;
    answered = true;
    return first;
  }
  core::icmp_cause cause() const { return {.type = error_type, .code = error_code, .sender = error_sender}; }

  core::target_id target;
  std::uint64_t sequence = 0;
  std::uint64_t token = 0;
  core::nanoseconds timeout{};
  clock_reading sent;             // read before the system call
  core::wall_time kernel_sent{};  // 0: no stamp yet
  slot_owner* owner = nullptr;
  core::address address;
  core::address error_sender;
  std::uint32_t index = 0;
  std::uint32_t generation = 0;
  std::uint32_t next = 0;      // of the same target, or the next free slot
  std::uint32_t previous = 0;  // of the same target
  egress by;                   // its lane is never 0 but for the lane of v4
  slot_state state = slot_state::free;
  std::uint8_t error_type = 0;
  std::uint8_t error_code = 0;
  bool marked : 1 = false;
  bool retried : 1 = false;
  bool answered : 1 = false;

 private:
  void expire() noexcept override { owner->slot_expired(*this); }
};
static_assert(sizeof(in_flight_slot) <= 176, "a hundred thousand of them should stay cheap");

}  // namespace reachd::icmp
