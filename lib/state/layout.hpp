// SPDX-License-Identifier: Apache-2.0
// Where what stands at the begin of a state file. Role: shared by writer and reader, and nobody else.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "wire/bytes.hpp"
#include "wire/siphash.hpp"

namespace reachd::state::layout {

/// Not text, and broken by whoever translates line ends or cuts the eighth bit.
inline constexpr std::array<std::uint8_t, 8> magic = {0x89, 'r', 'e', 'a', 'c', 'h', 'd', '\n'};
inline constexpr std::size_t version_at = 8;
inline constexpr std::size_t length_at = 12;
inline constexpr std::size_t checksum_at = 20;
inline constexpr std::size_t body_at = 28;

/// A guard against damage, not against forgery: who can write the file can do anything, so the key is no secret.
inline std::uint64_t checksum_of(std::span<const std::uint8_t> file) {
  const wire::byte_span all = std::as_bytes(file);
  const std::uint64_t body = wire::siphash(wire::siphash_key{}, all.subspan(body_at));
  std::array<std::byte, checksum_at + 8> front{};
  std::ranges::copy(all.first(checksum_at), front.begin());
  wire::store_u64(front, checksum_at, body);
  return wire::siphash(wire::siphash_key{}, front);
}

}  // namespace reachd::state::layout
