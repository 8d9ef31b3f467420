// SPDX-License-Identifier: Apache-2.0
// The truth about one probe that has begun, written by the network alone. Role: what the daemon's word is judged by.
// Owner: the flight_log of its target. Invariant: a log holds each open flight once, by its sequence, and an ended one
// while replies to it are under way.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/time.hpp"

namespace reachd::sim {

/// A true reply in the receive queue.
struct reply_truth {
  core::instant at{};
  core::instant read = core::never;  // when the daemon took it
  bool stamped = false;
};

struct flight {
  std::uint64_t sequence = 0;
  core::instant begun{};
  core::nanoseconds timeout{};  // its target's when it began
  core::instant handed_over{};  // to the socket, before the call
  core::instant left{};
  core::instant error_at = core::never;  // an ICMP error about it was there to be read
  std::array<reply_truth, 3> replies{};
  std::uint8_t reply_count = 0;
  std::uint8_t under_way = 0;  // true replies that are not read yet
  std::uint8_t refusals = 0;
  bool open = false;
  bool sent = false;
  bool send_stamped = false;
  bool believed = false;          // a reply in time was read
  bool heard = false;             // any was
  bool reply_overflowed = false;  // a reply in time found the receive queue full
  int refused_with = 0;           // errno of the last refusal
};

class flight_log {
 public:
  /// Sequences only grow.
  flight& open(std::uint64_t sequence, core::instant begun, core::nanoseconds timeout) {
    while (at(sequence).open) grow();
    flight& added = at(sequence);
    added = flight{};
    added.sequence = sequence;
    added.begun = begun;
    added.timeout = timeout;
    added.open = true;
    ++count_;
    return added;
  }
  /// nullptr: it has ended, or never began.
  flight* find(std::uint64_t sequence) {
    flight& there = at(sequence);
    return there.open && there.sequence == sequence ? &there : nullptr;
  }
  /// `may_be_answered`: a reply that still comes is not to be taken for a stranger's.
  void close(flight& ended, bool may_be_answered) {
    ended.open = false;
    --count_;
    if (may_be_answered && ended.under_way > 0) ended_.push_back(ended);
  }
  /// A true reply is not under way any more: `take(flight&)`, unless nothing is known of its flight.
  template <typename Take>
  void arrived(std::uint64_t sequence, Take&& take) {
    if (flight* open = find(sequence)) {
      --open->under_way;
      return take(*open);
    }
    const auto at = std::ranges::find(ended_, sequence, &flight::sequence);
    if (at == ended_.end()) return;
    --at->under_way;
    take(*at);
    if (at->under_way == 0) ended_.erase(at);
  }
  std::size_t size() const { return count_; }
  template <typename Visit>
  void for_each(Visit&& visit) {
    for (flight& each : ring()) {
      if (each.open) visit(each);
    }
  }

 private:
  std::span<flight> ring() { return wider_.empty() ? std::span<flight>(first_) : std::span<flight>(wider_); }
  flight& at(std::uint64_t sequence) {
    return wider_.empty() ? first_[sequence % first_.size()] : wider_[sequence % wider_.size()];
  }
  void grow() {
    std::vector<flight> wider(ring().size() * 2);
    for (const flight& each : ring()) {
      if (each.open) wider[each.sequence % wider.size()] = each;
    }
    wider_ = std::move(wider);
  }

  std::vector<flight> ended_;
  std::size_t count_ = 0;
  std::array<flight, 2> first_;  // in place: most targets never have more, and 100,000 of them do not fit a cache
  std::vector<flight> wider_;
};

}  // namespace reachd::sim
