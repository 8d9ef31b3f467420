// SPDX-License-Identifier: Apache-2.0
// The echoes that ended lately. Role: finds the one that a packet answers too late or once more; what is found bears
// the right token. [pure] Owner: the pinger. Invariant: an echo is found until its until(), and for a while after, so
// who asks looks at keep(); memory follows the rate of ends times that, every call is O(1), and none copies it all.
// Shape: pages of 16 echoes whose until() is in the same quarter of a second, which are given back together; a hash
// that grows by one bucket at a time. A reply that is replayed is a duplicate while its echo is kept, and stale from
// then on.
#pragma once

#include <array>
#include <expected>
#include <memory>
#include <vector>

#include "icmp/counters.hpp"
#include "icmp/ended_echo.hpp"
#include "wire/echo_identity.hpp"

namespace reachd::icmp {

class ended_echoes {
 public:
  explicit ended_echoes(const wire::siphash_key& key) : key_(key) {}

  /// Keeps it until its until(), or for a quarter of a second when that is past, as after a stall: more replies to it
  /// may wait in the queue. No two have the same ref().
  void add(const ended_echo& ended, core::instant now);
  /// The echo whose packet bears `identity`; else why there is none: `token`, or `stale` where none is kept.
  std::expected<ended_echo*, reject_reason> find(const wire::echo_identity& identity);

  /// Kept now, those included that are past and not yet given back.
  std::size_t size() const { return size_; }
  /// For how many there is memory.
  std::size_t capacity() const { return pages_.size() * page_size; }

 private:
  static constexpr std::size_t page_size = 16;
  static constexpr std::uint32_t nowhere = UINT32_MAX;
  /// 128 s, more than the longest keep(), so that two quarters that are kept never share a list.
  static constexpr std::uint64_t quarters_ahead = 512;

  struct page {
    std::array<ended_echo, page_size> echoes;
    std::uint32_t used = 0;
    std::uint32_t next = nowhere;  // of the same list
  };
  struct page_list {
    std::uint32_t first = nowhere;
    std::uint32_t last = nowhere;
  };

  ended_echo& at(std::uint32_t index) { return pages_[index / page_size]->echoes[index % page_size]; }
  std::size_t bucket_of(const slot_ref& ref) const;
  void pass_until(core::instant now);
  void give_back_some();
  std::uint32_t take_page();
  std::uint32_t place_in(page_list& list);
  void link(std::uint32_t index);
  void unlink(std::uint32_t index);
  void split_bucket();

  wire::siphash_key key_;
  std::vector<std::unique_ptr<page>> pages_;
  std::vector<std::uint32_t> buckets_{nowhere};  // the first of each chain
  std::array<page_list, quarters_ahead> by_quarter_;
  page_list past_;
  std::uint32_t free_ = nowhere;  // pages
  std::uint64_t quarter_ = 0;     // the first that is not past
  std::size_t size_ = 0;
};

}  // namespace reachd::icmp
