// SPDX-License-Identifier: Apache-2.0
// The flights of all targets, and who is who on the wire. Role: where the network writes the truth and the checker
// reads it. Owner: the simulation. Invariant: a packet belongs to a flight by its token and to nothing otherwise.
#pragma once

#include <functional>
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
  std::uint32_t incarnation = 0;    // how often a target was added here
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

  /// The target with that number, which may have been there before.
  void add(std::uint32_t number, core::target_id target) {
    if (number >= hosts_.size()) hosts_.resize(number + 1);
    const host before = std::move(hosts_[number]);
    hosts_[number] = host{};
    hosts_[number].id = target;
    hosts_[number].requests = before.requests;
    hosts_[number].incarnation = before.incarnation + 1;
  }
  /// `alive`: whether that target is still there. Without it all are.
  void ask(std::function<bool(core::target_id)> alive) { alive_ = std::move(alive); }
  /// What was asked by the target that lived there as the `incarnation`-th is answered to somebody.
  bool lives(std::uint32_t number, std::uint32_t incarnation) const {
    const host& there = hosts_[number];
    return there.incarnation == incarnation && (!alive_ || alive_(there.id));
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
  std::function<bool(core::target_id)> alive_;
  std::vector<host> hosts_;
};

/// Where a target lives, and where its name points while it has moved. Odd targets are v6 when both families are used.
core::address address_of(std::uint32_t target, core::family family, bool moved);
/// The target at an address that address_of gave.
std::uint32_t target_at(const core::address& address);

}  // namespace reachd::sim
