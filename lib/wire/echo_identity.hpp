// SPDX-License-Identifier: Apache-2.0
// Which probe a packet belongs to. Role: the first 16 bytes of an echo request's payload, which the reply, an ICMP
// error and the looped packet of a send stamp carry back. Invariant: who lacks the run's key cannot make a token.
#pragma once

#include <cstdint>
#include <optional>

#include "core/outcome.hpp"
#include "wire/bytes.hpp"
#include "wire/siphash.hpp"

namespace reachd::wire {

struct echo_identity {
  static constexpr std::size_t size = 16;

  std::uint64_t token = 0;
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;  // of the slot

  bool operator==(const echo_identity&) const = default;
};

/// Fills `payload`, at least echo_identity::size.
void store_identity(std::span<std::byte> payload, const echo_identity& identity);
/// nullopt: the payload is too short to hold one.
std::optional<echo_identity> load_identity(byte_span payload);

/// The token of probe `sequence` of `target` in that slot.
std::uint64_t make_token(const siphash_key& key, std::uint32_t slot, std::uint32_t generation, core::target_id target,
                         std::uint64_t sequence);

}  // namespace reachd::wire
