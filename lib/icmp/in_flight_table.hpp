// SPDX-License-Identifier: Apache-2.0
// All echoes in flight. Role: hands out slots, makes their tokens, and finds the slot that a packet, an ICMP error or a
// target means. [pure] Owner: the pinger. Invariant: slots never move; a freed slot is used again as late as possible,
// so that a reply that comes too late is still known as ours; `size()` counts the slots that are not free.
#pragma once

#include <array>
#include <cstddef>
#include <expected>
#include <memory>
#include <vector>

#include "icmp/counters.hpp"
#include "icmp/egress.hpp"
#include "icmp/in_flight_slot.hpp"
#include "wire/echo_identity.hpp"

namespace reachd::icmp {

/// The target of an echo that no target stands behind.
inline constexpr core::target_id no_target{.index = UINT32_MAX, .generation = 0};

struct echo_request {
  core::target_id target{};
  std::uint64_t sequence = 0;  // of the probe, within its target
  core::address address{};
  core::nanoseconds timeout{};
  egress by{};
};

class in_flight_table {
 public:
  explicit in_flight_table(const wire::siphash_key& key) : key_(key) {}

  /// A slot in state queued, everything else as new.
  in_flight_slot& take(const echo_request& request, slot_owner& owner);
  void release(in_flight_slot& slot) noexcept;

  /// The slot while it is used by that very echo, else nullptr.
  in_flight_slot* get(slot_ref ref);
  /// The slot in flight whose packet bears `identity`; else why there is none: `token` or `stale`.
  std::expected<in_flight_slot*, reject_reason> find(const wire::echo_identity& identity);
  /// For an ICMP error that quotes no identity: a slot in flight to `destination` with that ICMP sequence, unmarked
  /// ones first; nullptr: none.
  in_flight_slot* find_quoted(std::uint16_t icmp_sequence, const core::address& destination);
  /// Any slot of that target, nullptr: it has none.
  in_flight_slot* any_of(core::target_id target);
  /// The slot at a place below capacity(), nullptr when it is free.
  in_flight_slot* used_at(std::size_t index);

  std::size_t size() const { return used_; }
  std::size_t capacity() const { return chunks_.size() * chunk_size; }

  /// The ICMP sequence of its packet: a search key, never an identity.
  static std::uint16_t icmp_sequence(const in_flight_slot& slot) {
    return static_cast<std::uint16_t>(slot.index & 0xffff);
  }
  static wire::echo_identity identity(const in_flight_slot& slot) {
    return {.token = slot.token, .slot = slot.index, .generation = slot.generation};
  }

 private:
  static constexpr std::size_t chunk_size = 256;
  static constexpr std::uint32_t nowhere = UINT32_MAX;
  using chunk = std::array<in_flight_slot, chunk_size>;

  in_flight_slot& at(std::size_t index) { return (*chunks_[index / chunk_size])[index % chunk_size]; }
  void grow();
  void append_free(in_flight_slot& slot) noexcept;
  void link(in_flight_slot& slot);
  void unlink(in_flight_slot& slot) noexcept;

  wire::siphash_key key_;
  std::vector<std::unique_ptr<chunk>> chunks_;
  std::vector<std::uint32_t> first_of_target_;  // by target index
  std::uint32_t first_free_ = nowhere;
  std::uint32_t last_free_ = nowhere;
  std::size_t used_ = 0;
};

/// The same host, where a scope that one side does not name does not matter.
bool same_host(const core::address& left, const core::address& right);

}  // namespace reachd::icmp
