// SPDX-License-Identifier: Apache-2.0
// The flights of all targets, and who is who on the wire. Role: where the network writes the truth and the checker
// reads it. Owner: the simulation. Invariant: a packet belongs to a flight by its token and to nothing otherwise.
#pragma once

#include <vector>

#include "core/address.hpp"
#include "core/outcome.hpp"
#include "sim/extra_replies.hpp"
#include "sim/flight.hpp"
#include "wire/siphash.hpp"

namespace reachd::sim {

class ledger {
 public:
  explicit ledger(const wire::siphash_key& key) : key_(key) {}

  void add(core::target_id target) {
    if (target.index >= targets_.size()) targets_.resize(target.index + 1);
    targets_[target.index] = {.id = target, .log = {}, .extra = {}, .next_to_send = 1};
  }
  flight_log& of(std::uint32_t target) { return targets_[target].log; }
  extra_replies& extra_of(std::uint32_t target) { return targets_[target].extra; }

  /// The open flight of `target` whose request bears what `payload` begins with; nullptr: there is none.
  flight* find_sent(std::uint32_t target, wire::byte_span payload);

 private:
  struct entry {
    core::target_id id;
    flight_log log;
    extra_replies extra;
    std::uint64_t next_to_send = 1;
  };

  bool bears(const entry& of, std::uint64_t sequence, wire::byte_span payload) const;

  wire::siphash_key key_;
  std::vector<entry> targets_;
};

/// Where a target lives, and where its name points while it has moved. Odd targets are v6 when both families are used.
core::address address_of(std::uint32_t target, core::family family, bool moved);
/// The target at an address that address_of gave.
std::uint32_t target_at(const core::address& address);

}  // namespace reachd::sim
