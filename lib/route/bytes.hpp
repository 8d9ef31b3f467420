// SPDX-License-Identifier: Apache-2.0
// Structures of the kernel in a buffer. Role: the only way they are read and written; by copy, because a message may
// lie anywhere, and in the machine's own byte order. Invariant: nothing is read past the end of the bytes. Source:
// netlink(7).
#pragma once

#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

namespace reachd::route {

using byte_span = std::span<const std::byte>;

template <typename T>
concept plain = std::is_trivially_copyable_v<T>;

/// The structure at the beginning; nullopt when the bytes end within it.
template <plain T>
std::optional<T> load(byte_span bytes) {
  if (bytes.size() < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

template <plain T>
void append(std::vector<std::byte>& bytes, const T& value) {
  const auto raw = std::as_bytes(std::span(&value, 1));
  bytes.insert(bytes.end(), raw.begin(), raw.end());
}

/// Messages, attributes and next hops begin at multiples of four; the last of them may end without padding.
constexpr std::size_t aligned(std::size_t size) { return (size + 3) & ~std::size_t{3}; }
inline byte_span after(byte_span bytes, std::size_t size) {
  return bytes.subspan(aligned(size) < bytes.size() ? aligned(size) : bytes.size());
}

}  // namespace reachd::route
