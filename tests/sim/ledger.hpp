// SPDX-License-Identifier: Apache-2.0
// The flights of all targets, and who is who on the wire. Role: where the network writes the truth and the checker
// reads it. Owner: the simulation. Invariant: a packet belongs to a flight by its token and to nothing otherwise.
#pragma once

#include <optional>
#include <vector>

#include "core/address.hpp"
#include "core/outcome.hpp"
#include "sim/extra_replies.hpp"
#include "sim/flight.hpp"
#include "wire/siphash.hpp"

namespace reachd::sim {

/// A target and what the network remembers of the host behind it, together: it is all touched at once.
struct host {
  core::target_id id;
  std::uint64_t next_to_send = 1;   // the sequence
  std::uint64_t requests = 0;       // that came
  std::uint64_t lost_in_burst = 0;  // still to be lost
  std::optional<core::instant> short_error_read;
  flight_log log;
  extra_replies extra;
};

class ledger {
 public:
  /// Room for `targets`, more may come.
  ledger(const wire::siphash_key& key, std::uint64_t targets) : key_(key) { hosts_.reserve(targets); }

  void add(core::target_id target) {
    if (target.index >= hosts_.size()) hosts_.resize(target.index + 1);
    hosts_[target.index].id = target;
  }
  flight_log& of(std::uint32_t target) { return hosts_[target].log; }
  extra_replies& extra_of(std::uint32_t target) { return hosts_[target].extra; }
  /// nullptr: nobody lives there.
  host* at(std::uint32_t target) { return target < hosts_.size() ? &hosts_[target] : nullptr; }

  /// The open flight to `to` whose request bears what `payload` begins with; nullptr: there is none.
  flight* find_sent(host& to, wire::byte_span payload) const;

 private:
  bool bears(const host& of, std::uint64_t sequence, wire::byte_span payload) const;

  wire::siphash_key key_;
  std::vector<host> hosts_;
};

/// Where a target lives, and where its name points while it has moved. Odd targets are v6 when both families are used.
core::address address_of(std::uint32_t target, core::family family, bool moved);
/// The target at an address that address_of gave.
std::uint32_t target_at(const core::address& address);

}  // namespace reachd::sim
