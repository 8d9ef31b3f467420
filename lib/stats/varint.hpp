// SPDX-License-Identifier: Apache-2.0
// Numbers as bytes, small ones in few. Role: how closed slices are packed; most of their numbers are small or zero.
// Shape: 7 bits a byte, the lowest first, the top bit set on all but the last byte (LEB128); 1 to 10 bytes a number.
#pragma once

#include <cstdint>
#include <vector>

namespace reachd::stats {

inline void put_varint(std::vector<std::uint8_t>& bytes, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
  bytes.push_back(static_cast<std::uint8_t>(value));
}

/// Reads what put_varint wrote at `at` and moves `at` past it.
inline std::uint64_t take_varint(const std::uint8_t*& at) {
  std::uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    const std::uint64_t byte = *at++;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
}

}  // namespace reachd::stats
