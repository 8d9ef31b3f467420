// SPDX-License-Identifier: Apache-2.0
// What happened to a target last, each event by itself. Role: the short windows are computed from it exactly. Owner:
// windows. Invariant: it holds all events of the minute before the newest, unless that takes more than `limit`; then
// the oldest are missing, and covered() says so. Shape: a ring of 8 bytes an event, doubled when a minute does not fit;
// times in steps of 4 us.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/outcome.hpp"
#include "core/time.hpp"
#include "stats/event.hpp"

namespace reachd::stats {

class recent {
 public:
  static constexpr std::size_t limit = 6000;
  static constexpr core::nanoseconds longest = std::chrono::minutes(1);
  static constexpr core::nanoseconds step = std::chrono::microseconds(4);
  /// Events that are not outcomes and of one kind become one when they are no further apart than this: a storm of
  /// duplicates must not drive the outcomes out. They keep the time of the first.
  static constexpr core::nanoseconds gathered = std::chrono::microseconds(62'500);
  /// The longest RTT that can be told, 68.7 s; also the largest count of one event.
  static constexpr std::uint64_t largest_value = (std::uint64_t{1} << 36) - 1;

  /// `at` does not go back: what does counts as happening with the newest.
  void add(event happened, core::instant at);

  std::size_t size() const { return size_; }
  /// The oldest is 0.
  event operator[](std::size_t at) const;
  /// The first event in (now - length, now], or size(). `length` is at most `longest`, `now` not before the newest.
  std::size_t first_within(core::nanoseconds length, core::instant now) const;
  /// How far back from `now` nothing is missing; nullopt when that is `length` at least.
  std::optional<core::nanoseconds> covered(core::nanoseconds length, core::instant now) const;

 private:
  // An event: kind in the upper 4 bits, value in 36, and in the lower 24 how many steps lie between it and the one
  // before (the first one's and one of 67 s or more are all ones: longer ago than any window reaches).
  std::size_t place(std::size_t at) const {
    return first_ + at < ring_.size() ? first_ + at : first_ + at - ring_.size();
  }
  std::uint64_t& slot(std::size_t at) { return ring_[place(at)]; }
  std::uint64_t slot(std::size_t at) const { return ring_[place(at)]; }
  bool gather(event happened, std::int64_t at);
  void make_room(std::int64_t gap);
  std::int64_t oldest() const { return newest_ - span_; }

  std::vector<std::uint64_t> ring_;
  std::uint32_t first_ = 0;
  std::uint32_t size_ = 0;
  std::int64_t newest_ = 0;  // in steps
  std::int64_t span_ = 0;    // from the oldest to the newest, in steps, long gaps cut
};

}  // namespace reachd::stats
