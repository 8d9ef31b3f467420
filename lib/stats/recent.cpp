// SPDX-License-Identifier: Apache-2.0
#include "stats/recent.hpp"

#include <algorithm>

namespace reachd::stats {
namespace {

constexpr std::size_t first_room = 16;
constexpr int gap_bits = 24;
constexpr int value_bits = 36;
constexpr std::int64_t longest_gap = (std::int64_t{1} << gap_bits) - 1;
static_assert(longest_gap * recent::step > recent::longest);
static_assert(recent::longest % recent::step == core::nanoseconds(0));

std::int64_t steps(core::nanoseconds time) {
  using step = std::chrono::duration<std::int64_t, std::ratio<4, 1'000'000>>;
  static_assert(step(1) == recent::step);
  return std::chrono::floor<step>(time).count();
}

std::int64_t gap_of(std::uint64_t slot) { return static_cast<std::int64_t>(slot & longest_gap); }
event_kind kind_in(std::uint64_t slot) { return static_cast<event_kind>(slot >> (value_bits + gap_bits)); }
std::uint64_t value_in(std::uint64_t slot) { return slot >> gap_bits & recent::largest_value; }

std::uint64_t slot_of(event happened, std::int64_t gap) {
  const std::uint64_t value = std::min(happened.value, recent::largest_value);
  return static_cast<std::uint64_t>(happened.kind) << (value_bits + gap_bits) | value << gap_bits |
         static_cast<std::uint64_t>(gap);
}

}  // namespace

void recent::add(event happened, core::instant at) {
  const std::int64_t now = size_ == 0 ? steps(at.time_since_epoch()) : std::max(steps(at.time_since_epoch()), newest_);
  if (gather(happened, now)) return;
  const std::int64_t gap = size_ == 0 ? longest_gap : std::min(now - newest_, longest_gap);
  make_room(gap);
  if (size_ > 0) span_ += gap;
  newest_ = now;
  ++size_;
  slot(size_ - 1) = slot_of(happened, gap);
}

bool recent::gather(event happened, std::int64_t at) {
  if (size_ == 0 || is_outcome(happened.kind)) return false;
  std::uint64_t& last = slot(size_ - 1);
  if (kind_in(last) != happened.kind || at - newest_ > gathered / step) return false;
  last = slot_of({happened.kind, value_in(last) + std::min(happened.value, largest_value)}, gap_of(last));
  return true;
}

void recent::make_room(std::int64_t gap) {
  if (size_ < ring_.size()) return;
  const bool oldest_counts = size_ == 0 || span_ + gap < longest / step;
  if (oldest_counts && size_ < limit) {
    std::rotate(ring_.begin(), ring_.begin() + first_, ring_.end());
    first_ = 0;
    const std::size_t room = std::clamp(ring_.size() * 2, first_room, limit);
    ring_.reserve(room);
    ring_.resize(room);
    return;
  }
  first_ = static_cast<std::uint32_t>(place(1));
  --size_;
  span_ -= gap_of(slot(0));
}

event recent::operator[](std::size_t at) const { return {kind_in(slot(at)), value_in(slot(at))}; }

std::size_t recent::first_within(core::nanoseconds length, core::instant now) const {
  const std::int64_t edge = steps(now.time_since_epoch()) - length / step;
  std::size_t at = size_;
  for (std::int64_t time = newest_; at > 0 && time > edge; --at) time -= gap_of(slot(at - 1));
  return at;
}

std::optional<core::nanoseconds> recent::covered(core::nanoseconds length, core::instant now) const {
  const std::int64_t end = steps(now.time_since_epoch());
  // What came before the oldest is outside, or there was nothing.
  if (size_ == 0 || oldest() - gap_of(slot(0)) <= end - length / step) return std::nullopt;
  return (end - oldest()) * step;
}

}  // namespace reachd::stats
