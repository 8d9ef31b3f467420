// SPDX-License-Identifier: Apache-2.0
// What a saver wrote, read again. Role: the other archive of `keep`. Owner: whoever loads. Pure. Invariant: it never
// reads outside its bytes and never allocates more than they could have described; once something is wrong, ok() is
// false for good and all that is read is zero.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "core/outcome.hpp"
#include "stats/time_base.hpp"

namespace reachd::stats {

class loader {
 public:
  static constexpr bool loads = true;
  using bytes = std::span<const std::uint8_t>;

  loader(bytes from, const time_base& base) : left_(from), base_(base) {}

  /// Nothing was wrong so far.
  bool ok() const { return ok_; }
  /// Nothing was wrong, and all of the bytes were read.
  bool done() const { return ok_ && left_.empty(); }

  template <typename... Values>
  void operator()(Values&... values) {
    (take(values), ...);
  }
  template <typename Enum>
  void choice(Enum& value, std::size_t count) {
    const std::uint64_t number = take_number();
    require(number < count);
    value = static_cast<Enum>(ok_ ? number : 0);
  }
  /// At most `most`, which takes at least a byte each.
  template <typename Items, typename Each>
  void sequence(Items& items, std::size_t most, Each&& each) {
    const std::uint64_t count = take_number();
    require(count <= most && count <= left_.size());
    items.clear();
    for (std::uint64_t at = 0; ok_ && at < count; ++at) each(*this, items.emplace_back());
  }
  /// Valid for as long as the bytes are.
  bytes blob(std::uint64_t length);
  std::string_view text();
  void require(bool good) {
    if (good) return;
    ok_ = false;
    left_ = {};
  }

 private:
  template <typename Value>
  void take(Value& value) {
    if constexpr (requires { Value::keep(value, *this); }) {
      Value::keep(value, *this);
    } else {
      take_plain(value);
    }
  }
  template <std::unsigned_integral Number>
  void take_plain(Number& value) {
    const std::uint64_t number = take_number();
    require(number <= std::numeric_limits<Number>::max());
    value = static_cast<Number>(ok_ ? number : 0);
  }
  void take_plain(double& value) { value = std::bit_cast<double>(take_number()); }
  void take_plain(core::nanoseconds& value);
  void take_plain(core::instant& value);
  void take_plain(core::wall_time& value);
  void take_plain(core::address& value);
  void take_plain(core::icmp_cause& value);
  std::uint64_t take_number();
  core::nanoseconds distance(std::uint64_t number);

  bytes left_;
  time_base base_;
  bool ok_ = true;
};

}  // namespace reachd::stats
