// SPDX-License-Identifier: Apache-2.0
// Values as bytes, for a later process. Role: an archive: a class that outlives a restart has one function `keep` that
// names its members, given a saver to write them or a loader to read them, so the two cannot differ. Owner: whoever
// saves. Pure. Shape: varints (most numbers are small), times as distances from the base; who changes what a class
// keeps raises state::version.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/outcome.hpp"
#include "stats/time_base.hpp"
#include "stats/varint.hpp"

namespace reachd::stats {

/// 0, -1, 1, -2, ... as 0, 1, 2, 3, ...: small distances to either side stay small.
constexpr std::uint64_t zigzag(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}

class saver {
 public:
  static constexpr bool loads = false;

  saver(std::vector<std::uint8_t>& into, const time_base& base) : into_(&into), base_(base) {}

  /// Each value in turn; one of a class that has `keep` by that.
  template <typename... Values>
  void operator()(const Values&... values) {
    (put(values), ...);
  }
  /// A value of an enumeration that has `count` of them.
  template <typename Enum>
  void choice(const Enum& value, std::size_t) {
    put(static_cast<std::uint64_t>(value));
  }
  /// `each(*this, item)` writes one of them.
  template <typename Items, typename Each>
  void sequence(const Items& items, std::size_t, Each&& each) {
    put(std::uint64_t{items.size()});
    for (const auto& item : items) each(*this, item);
  }
  void text(std::string_view value) {
    put(std::uint64_t{value.size()});
    into_->insert(into_->end(), value.begin(), value.end());
  }
  /// What a loader refuses when it does not hold.
  void require(bool) {}

 private:
  template <typename Value>
  void put(const Value& value) {
    if constexpr (requires { Value::keep(value, *this); }) {
      Value::keep(value, *this);
    } else {
      put_varint(*into_, number(value));
    }
  }
  template <std::unsigned_integral Number>
  static std::uint64_t number(Number value) {
    return value;
  }
  static std::uint64_t number(double value) { return std::bit_cast<std::uint64_t>(value); }
  /// A duration: not below zero.
  static std::uint64_t number(core::nanoseconds value) { return static_cast<std::uint64_t>(value.count()); }
  /// The epoch, which is no time, as 0.
  std::uint64_t number(core::instant value) const {
    return value == core::instant{} ? 0 : zigzag((base_.at - value).count()) + 1;
  }
  std::uint64_t number(core::wall_time value) const {
    return value == core::wall_time{} ? 0 : zigzag((base_.wall - value).count()) + 1;
  }
  void put(const core::address& value) {
    const std::size_t length = value.family() == core::family::v4 ? 4 : 16;
    put(std::uint64_t{length});
    into_->insert(into_->end(), value.bytes().begin(), value.bytes().begin() + static_cast<std::ptrdiff_t>(length));
    if (length == 16) put(value.scope_id());
  }
  void put(const core::icmp_cause& value) {
    put(value.type);
    if (value.type == 0) return;
    put(value.code);
    put(value.sender);
  }

  std::vector<std::uint8_t>* into_;
  time_base base_;
};

}  // namespace reachd::stats
