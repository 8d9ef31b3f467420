// SPDX-License-Identifier: Apache-2.0
#include "wire/echo_identity.hpp"

#include <array>

namespace reachd::wire {

void store_identity(std::span<std::byte> payload, const echo_identity& identity) {
  store_u64(payload, 0, identity.token);
  store_u32(payload, 8, identity.slot);
  store_u32(payload, 12, identity.generation);
}

std::optional<echo_identity> load_identity(byte_span payload) {
  if (payload.size() < echo_identity::size) return std::nullopt;
  return echo_identity{
      .token = load_u64(payload, 0), .slot = load_u32(payload, 8), .generation = load_u32(payload, 12)};
}

std::uint64_t make_token(const siphash_key& key, std::uint32_t slot, std::uint32_t generation, core::target_id target,
                         std::uint64_t sequence) {
  std::array<std::byte, 24> bytes{};
  store_u32(bytes, 0, slot);
  store_u32(bytes, 4, generation);
  store_u32(bytes, 8, target.index);
  store_u32(bytes, 12, target.generation);
  store_u64(bytes, 16, sequence);
  return siphash(key, bytes);
}

}  // namespace reachd::wire
