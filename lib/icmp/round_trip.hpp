// SPDX-License-Identifier: Apache-2.0
// The round-trip time from stamps that may disagree. Role: the kernel's wall-clock stamps are exact to the microsecond
// but a clock step falsifies them; the monotonic clock is safe but is read late. [pure]
// Invariant: 0 <= rtt, and never more than monotonic time has passed by 1 ms.
#pragma once

#include <optional>

#include "core/outcome.hpp"
#include "core/time.hpp"
#include "icmp/packet_port.hpp"

namespace reachd::icmp {

struct round_trip {
  core::nanoseconds rtt{};
  core::wall_time sent{};
  core::stamp_source send_stamp = core::stamp_source::user;
  core::stamp_source receive_stamp = core::stamp_source::user;
  bool is_bound = false;  // the reply's stamp could not be believed: it came at some time before it was read
};

/// `sent` and `received` are user readings, before sending and after receiving; kernel stamps are 0 where there are
/// none. A kernel stamp is used where there is one; both fall back to monotonic time elapsed when the wall clock was
/// stepped between the two readings or the difference cannot be.
round_trip measure(const clock_reading& sent, core::wall_time kernel_sent, const clock_reading& received,
                   core::wall_time kernel_received);

/// When a request that was handed over at `sent` left by the kernel's stamp, on both scales. nullopt: there is no
/// stamp, or it is before `sent` or later than `now` by more than 1 ms, as after a clock step.
std::optional<clock_reading> left_by_stamp(const clock_reading& sent, core::wall_time kernel_sent, core::instant now);

}  // namespace reachd::icmp
