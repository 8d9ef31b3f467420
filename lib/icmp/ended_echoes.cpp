// SPDX-License-Identifier: Apache-2.0
#include "icmp/ended_echoes.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace reachd::icmp {
namespace {

/// For each page that is taken, so that what is past shrinks while there is any, and no call gives back much.
constexpr int pages_given_back_at_once = 2;

/// Quarters of a second.
std::uint64_t quarter_of(core::instant at) {
  return static_cast<std::uint64_t>(at.time_since_epoch() / std::chrono::milliseconds(250));
}

/// The finish of SplitMix64: slots and generations are small numbers.
std::uint64_t hash_of(const slot_ref& ref) {
  std::uint64_t mixed = std::uint64_t{ref.generation} << 32 | ref.index;
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
  return mixed ^ mixed >> 31;
}

}  // namespace

// Linear hashing (Litwin 1980): buckets from `buckets_.size()` on are not split off yet from the one at half the mask.
std::size_t ended_echoes::bucket_of(const slot_ref& ref) const {
  const std::size_t mask = std::bit_ceil(buckets_.size()) - 1;
  const std::size_t bucket = hash_of(ref) & mask;
  return bucket < buckets_.size() ? bucket : bucket & mask >> 1;
}

void ended_echoes::split_bucket() {
  const std::size_t added = buckets_.size();
  std::uint32_t index = std::exchange(buckets_[added - std::bit_floor(added)], nowhere);
  buckets_.push_back(nowhere);
  while (index != nowhere) {
    const std::uint32_t next = at(index).next_;
    link(index);
    index = next;
  }
}

void ended_echoes::link(std::uint32_t index) {
  std::uint32_t& first = buckets_[bucket_of(at(index).ref())];
  at(index).next_ = std::exchange(first, index);
}

void ended_echoes::unlink(std::uint32_t index) {
  std::uint32_t* link = &buckets_[bucket_of(at(index).ref())];
  while (*link != index) link = &at(*link).next_;
  *link = at(index).next_;
}

void ended_echoes::add(const ended_echo& ended, core::instant now) {
  pass_until(now);
  const std::uint64_t quarter = std::max(quarter_of(ended.until()), quarter_ + 1);
  const std::uint32_t index = place_in(by_quarter_[quarter % quarters_ahead]);
  at(index) = ended;
  if (++size_ > buckets_.size()) split_bucket();
  link(index);
}

std::expected<ended_echo*, reject_reason> ended_echoes::find(const wire::echo_identity& identity) {
  const slot_ref wanted{.index = identity.slot, .generation = identity.generation};
  for (std::uint32_t index = buckets_[bucket_of(wanted)]; index != nowhere; index = at(index).next_) {
    ended_echo& kept = at(index);
    if (kept.slot_ != wanted.index || kept.generation_ != wanted.generation) continue;
    const auto token = wire::make_token(key_, kept.slot_, kept.generation_, kept.target(), kept.sequence());
    if (token != identity.token) return std::unexpected(reject_reason::token);
    return &kept;
  }
  return std::unexpected(reject_reason::stale);
}

/// Appends the lists of the quarters before `now` to what is past.
void ended_echoes::pass_until(core::instant now) {
  const std::uint64_t present = quarter_of(now);
  quarter_ = std::max(quarter_, present - std::min(present, quarters_ahead));
  for (; quarter_ < present; ++quarter_) {
    page_list& ended = by_quarter_[quarter_ % quarters_ahead];
    if (ended.first == nowhere) continue;
    (past_.first == nowhere ? past_.first : pages_[past_.last]->next) = ended.first;
    past_.last = ended.last;
    ended = {};
  }
}

void ended_echoes::give_back_some() {
  for (int count = 0; count < pages_given_back_at_once && past_.first != nowhere; ++count) {
    const std::uint32_t number = past_.first;
    page& ended = *pages_[number];
    const auto first = static_cast<std::uint32_t>(number * page_size);
    for (std::uint32_t index = first; index < first + ended.used; ++index) unlink(index);
    size_ -= ended.used;
    ended.used = 0;
    past_.first = std::exchange(ended.next, free_);
    free_ = number;
  }
}

std::uint32_t ended_echoes::take_page() {
  give_back_some();
  if (free_ == nowhere) {
    pages_.push_back(std::make_unique<page>());
    return static_cast<std::uint32_t>(pages_.size() - 1);
  }
  const std::uint32_t number = free_;
  free_ = std::exchange(pages_[number]->next, nowhere);
  return number;
}

std::uint32_t ended_echoes::place_in(page_list& list) {
  if (list.last == nowhere || pages_[list.last]->used == page_size) {
    const std::uint32_t number = take_page();
    (list.last == nowhere ? list.first : pages_[list.last]->next) = number;
    list.last = number;
  }
  return static_cast<std::uint32_t>(list.last * page_size + pages_[list.last]->used++);
}

}  // namespace reachd::icmp
