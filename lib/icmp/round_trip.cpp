// SPDX-License-Identifier: Apache-2.0
#include "icmp/round_trip.hpp"

#include <chrono>

namespace reachd::icmp {
namespace {

using namespace std::chrono_literals;

constexpr core::nanoseconds tolerance = 1ms;

/// True when the two clocks ran apart by more than slewing explains (NTP slews by 0.05 %).
bool stepped(const clock_reading& from, const clock_reading& to) {
  const core::nanoseconds elapsed = to.monotonic - from.monotonic;
  const core::nanoseconds apart = std::chrono::abs((to.wall - from.wall) - elapsed);
  return apart > tolerance + elapsed / 1000;
}

}  // namespace

round_trip measure(const clock_reading& sent, core::wall_time kernel_sent, const clock_reading& received,
                   core::wall_time kernel_received) {
  using core::stamp_source;
  const bool has_sent = kernel_sent != core::wall_time{};
  const bool has_received = kernel_received != core::wall_time{};
  const core::nanoseconds elapsed = received.monotonic - sent.monotonic;
  const core::wall_time from = has_sent ? kernel_sent : sent.wall;
  const core::nanoseconds rtt = (has_received ? kernel_received : received.wall) - from;
  const bool by_user = !has_sent && !has_received;
  if (by_user || rtt < core::nanoseconds::zero() || rtt > elapsed + tolerance || stepped(sent, received)) {
    return {.rtt = elapsed, .sent = sent.wall, .is_bound = has_received};
  }
  return {.rtt = rtt,
          .sent = from,
          .send_stamp = has_sent ? stamp_source::kernel : stamp_source::user,
          .receive_stamp = has_received ? stamp_source::kernel : stamp_source::user};
}

std::optional<clock_reading> left_by_stamp(const clock_reading& sent, core::wall_time kernel_sent, core::instant now) {
  if (kernel_sent == core::wall_time{}) return std::nullopt;
  const core::nanoseconds waited = kernel_sent - sent.wall;
  if (waited < 0ns || waited > now - sent.monotonic + tolerance) return std::nullopt;
  return clock_reading{.monotonic = sent.monotonic + waited, .wall = kernel_sent};
}

}  // namespace reachd::icmp
