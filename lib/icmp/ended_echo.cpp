// SPDX-License-Identifier: Apache-2.0
#include "icmp/ended_echo.hpp"

#include <algorithm>
#include <functional>

namespace reachd::icmp {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_timeout{65'535};
constexpr milliseconds longest_linger{60'000};
constexpr int timeouts_to_linger = 10;

constexpr std::uint64_t longest_sequence = (std::uint64_t{1} << 47) - 1;  // at 1,000 a second, in 4,000 years
constexpr std::uint64_t longest_keep_ms = (1 << 17) - 1;
constexpr std::uint32_t largest_hash = (1 << 30) - 1;

std::uint64_t keep_ms_of(core::nanoseconds timeout) {
  const milliseconds whole = std::min(std::chrono::ceil<milliseconds>(timeout), longest_timeout);
  return static_cast<std::uint64_t>((whole + std::min(timeouts_to_linger * whole, longest_linger)).count());
}

bool is_link_local(const core::address& address) {
  return address.family() == core::family::v6 && address.bytes()[0] == 0xfe && (address.bytes()[1] & 0xc0) == 0x80;
}

std::uint32_t hash_of(const core::address& address) {
  const auto& bytes = address.bytes();
  const std::size_t scope = is_link_local(address) ? address.scope_id() : 0;
  const std::size_t family = address.family() == core::family::v4 ? 0 : 1;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::uint64_t mixed = (std::hash<std::string_view>{}(text) ^ scope << 1 ^ family) * 0x9e3779b97f4a7c15;
  return static_cast<std::uint32_t>(mixed >> 32);
}

}  // namespace

ended_echo::ended_echo(const in_flight_slot& slot, bool answered, core::instant now)
    : left_(slot.sent),
      target_(slot.target.index),
      target_generation_(slot.target.generation),
      sequence_(slot.sequence & longest_sequence),
      keep_ms_(keep_ms_of(slot.timeout) & longest_keep_ms),
      slot_(slot.index),
      generation_(slot.generation),
      address_hash_(hash_of(slot.address) & largest_hash),
      answered_(answered) {
  if (const auto left = left_by_stamp(slot.sent, slot.kernel_sent, now)) {
    left_ = *left;
    stamped_ = true;
  }
}

// What it waited is taken off the time that it is kept, so that it is not kept for longer than was planned.
void ended_echo::stamp(core::wall_time kernel_sent, core::instant now) {
  const auto left = stamped_ ? std::nullopt : left_by_stamp(left_, kernel_sent, now);
  if (!left) return;
  const milliseconds waited = std::chrono::ceil<milliseconds>(left->monotonic - left_.monotonic);
  const auto rest = std::max(milliseconds(keep_ms_) - waited, milliseconds::zero()).count();
  keep_ms_ = static_cast<std::uint64_t>(rest) & longest_keep_ms;
  left_ = *left;
  stamped_ = true;
}

core::nanoseconds ended_echo::round_trip_of(const clock_reading& received, core::wall_time kernel_received) const {
  return measure(left_, stamped_ ? left_.wall : core::wall_time{}, received, kernel_received).rtt;
}

bool ended_echo::went_to(const core::address& source) const {
  return (hash_of(source) & largest_hash) == address_hash_;
}

}  // namespace reachd::icmp
