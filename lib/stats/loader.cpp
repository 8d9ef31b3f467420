// SPDX-License-Identifier: Apache-2.0
#include "stats/loader.hpp"

#include <algorithm>
#include <cstring>

namespace reachd::stats {
namespace {

constexpr std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

/// Some 73 years: no difference of two such times overflows.
constexpr std::int64_t longest_distance = std::int64_t{1} << 61;
constexpr std::uint64_t longest_duration = std::uint64_t{1} << 62;  // something can still be added to it

}  // namespace

std::uint64_t loader::take_number() {
  std::uint64_t value = 0;
  for (std::size_t at = 0; at < left_.size() && at < 10; ++at) {
    const std::uint64_t seven = left_[at] & 0x7fU;
    if (at == 9 && seven > 1) break;  // the tenth byte holds the topmost bit
    value |= seven << (7 * at);
    if (left_[at] >= 0x80) continue;
    left_ = left_.subspan(at + 1);
    return value;
  }
  require(false);
  return 0;
}

core::nanoseconds loader::distance(std::uint64_t number) {
  const std::int64_t value = unzigzag(number);
  require(value >= -longest_distance && value <= longest_distance);
  return core::nanoseconds(ok_ ? value : 0);
}

loader::bytes loader::blob(std::uint64_t length) {
  require(length <= left_.size());
  if (!ok_) return {};
  const bytes taken = left_.first(length);
  left_ = left_.subspan(length);
  return taken;
}

std::string_view loader::text() {
  const bytes taken = blob(take_number());
  return {reinterpret_cast<const char*>(taken.data()), taken.size()};
}

void loader::take_plain(core::nanoseconds& value) {
  const std::uint64_t number = take_number();
  require(number <= longest_duration);
  value = core::nanoseconds(ok_ ? static_cast<std::int64_t>(number) : 0);
}

void loader::take_plain(core::instant& value) {
  value = {};
  const std::uint64_t number = take_number();
  if (number == 0) return;
  value = std::min(base_.at - distance(number - 1), base_.latest);
  if (value == core::instant{}) value -= core::nanoseconds(1);  // the epoch would mean that there was none
}

void loader::take_plain(core::wall_time& value) {
  value = {};
  const std::uint64_t number = take_number();
  if (number != 0) value = base_.wall - distance(number - 1);
}

void loader::take_plain(core::address& value) {
  std::uint64_t length = take_number();
  require(length == 4 || length == 16);
  const bytes raw = blob(ok_ ? length : 0);
  value = {};
  if (raw.size() == sizeof(in_addr)) {
    in_addr v4{};
    std::memcpy(&v4, raw.data(), raw.size());
    value = core::address(v4);
  } else if (raw.size() == sizeof(in6_addr)) {
    in6_addr v6{};
    std::memcpy(&v6, raw.data(), raw.size());
    std::uint32_t scope = 0;
    take_plain(scope);
    value = core::address(v6, scope);
  }
}

void loader::take_plain(core::icmp_cause& value) {
  value = {};
  take_plain(value.type);
  if (value.type == 0) return;
  take_plain(value.code);
  take_plain(value.sender);
}

}  // namespace reachd::stats
