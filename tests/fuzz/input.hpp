// SPDX-License-Identifier: Apache-2.0
// The bytes of one fuzz input, read from the front. Role: an input as a list of small decisions. What is read beyond
// its end is zero, so that every input means something.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "wire/bytes.hpp"

namespace reachd::fuzz {

class input {
 public:
  input(const std::uint8_t* data, std::size_t size) : left_(reinterpret_cast<const std::byte*>(data), size) {}

  bool empty() const { return left_.empty(); }
  std::uint8_t byte() {
    const wire::byte_span next = bytes(1);
    return next.empty() ? std::uint8_t{0} : wire::load_u8(next, 0);
  }
  /// One of `choices`.
  template <typename Value, std::size_t Size>
  const Value& one_of(const Value (&choices)[Size]) {
    return choices[byte() % Size];
  }
  /// At most `count`.
  wire::byte_span bytes(std::size_t count) {
    const wire::byte_span out = left_.first(std::min(count, left_.size()));
    left_ = left_.subspan(out.size());
    return out;
  }
  wire::byte_span rest() { return bytes(left_.size()); }

 private:
  wire::byte_span left_;
};

}  // namespace reachd::fuzz
