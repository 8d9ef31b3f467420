// SPDX-License-Identifier: Apache-2.0
// Numbers in packets. Role: the only way fields are read and written; byte by byte,
// because a packet is aligned to nothing and has its own byte order.
// Invariant: the caller has checked that `at` lies within the bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace reachd::wire {

using byte_span = std::span<const std::byte>;

inline std::uint8_t load_u8(byte_span bytes, std::size_t at) { return std::to_integer<std::uint8_t>(bytes[at]); }

/// Network byte order, as every header field.
inline std::uint16_t load_u16(byte_span bytes, std::size_t at) {
  return static_cast<std::uint16_t>(load_u8(bytes, at) << 8 | load_u8(bytes, at + 1));
}
inline std::uint32_t load_u32(byte_span bytes, std::size_t at) {
  return std::uint32_t{load_u16(bytes, at)} << 16 | load_u16(bytes, at + 2);
}
inline std::uint64_t load_u64(byte_span bytes, std::size_t at) {
  return std::uint64_t{load_u32(bytes, at)} << 32 | load_u32(bytes, at + 4);
}

inline void store_u8(std::span<std::byte> bytes, std::size_t at, std::uint8_t value) {
  bytes[at] = static_cast<std::byte>(value);
}
inline void store_u16(std::span<std::byte> bytes, std::size_t at, std::uint16_t value) {
  store_u8(bytes, at, static_cast<std::uint8_t>(value >> 8));
  store_u8(bytes, at + 1, static_cast<std::uint8_t>(value & 0xff));
}
inline void store_u32(std::span<std::byte> bytes, std::size_t at, std::uint32_t value) {
  store_u16(bytes, at, static_cast<std::uint16_t>(value >> 16));
  store_u16(bytes, at + 2, static_cast<std::uint16_t>(value & 0xffff));
}
inline void store_u64(std::span<std::byte> bytes, std::size_t at, std::uint64_t value) {
  store_u32(bytes, at, static_cast<std::uint32_t>(value >> 32));
  store_u32(bytes, at + 4, static_cast<std::uint32_t>(value & 0xffff'ffff));
}

}  // namespace reachd::wire
