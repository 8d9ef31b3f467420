// SPDX-License-Identifier: Apache-2.0
#include "stats/slice_log.hpp"

#include <bit>
#include <cstddef>

#include "stats/varint.hpp"

namespace reachd::stats {
namespace {

struct packed {
  const std::uint8_t* content;  // behind the number
  const std::uint8_t* end;      // where the next slice begins
  std::int64_t number;
};

// A key has 14 bits, but not 400 of them follow from an RTT: with 12 bytes each and the rest below 200, two are enough.
constexpr std::size_t length_bytes = 2;
constexpr std::size_t usual_bytes = 128;

packed take_head(const std::uint8_t* at) {
  const std::uint8_t* const end = at + (at[0] | at[1] << 8);
  at += length_bytes;
  const auto number = static_cast<std::int64_t>(take_varint(at));
  return {at, end, number};
}

void put_counts(std::vector<std::uint8_t>& bytes, const event_counts& counts) {
  for (const std::uint64_t count :
       {counts.replies, counts.failed, counts.local_errors, counts.skipped, counts.late, counts.duplicates}) {
    put_varint(bytes, count);
  }
}

event_counts take_counts(const std::uint8_t*& at) {
  event_counts counts;
  for (std::uint64_t* const count :
       {&counts.replies, &counts.failed, &counts.local_errors, &counts.skipped, &counts.late, &counts.duplicates}) {
    *count = take_varint(at);
  }
  return counts;
}

void put_rtts(std::vector<std::uint8_t>& bytes, const slice& from) {
  const tally& totals = from.totals;
  for (const std::uint64_t value : {totals.sum, totals.min, totals.max, totals.differences, totals.pairs}) {
    put_varint(bytes, value);
  }
  put_varint(bytes, std::bit_cast<std::uint32_t>(static_cast<float>(totals.squares)));
  bucket_key last = 0;
  for (std::size_t i = 0; i < from.rtts.size(); ++i) {
    put_varint(bytes, static_cast<std::uint64_t>(from.rtts[i].key - last));
    put_varint(bytes, from.rtts[i].count);
    last = from.rtts[i].key;
  }
}

/// Merges a packed slice into `total`.
void unpack(const packed& from, slice& total) {
  const std::uint8_t* at = from.content;
  tally totals;
  totals.counts = take_counts(at);
  if (totals.counts.replies > 0) {
    for (std::uint64_t* const value : {&totals.sum, &totals.min, &totals.max, &totals.differences, &totals.pairs}) {
      *value = take_varint(at);
    }
    totals.squares = std::bit_cast<float>(static_cast<std::uint32_t>(take_varint(at)));
  }
  total.totals.merge(totals);
  for (unsigned key = 0; at != from.end;) {
    key += static_cast<unsigned>(take_varint(at));
    total.rtts.add(static_cast<bucket_key>(key), take_varint(at));
  }
}

std::vector<std::uint8_t> pack(std::int64_t number, const slice& from) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(usual_bytes);
  bytes.resize(length_bytes);
  put_varint(bytes, static_cast<std::uint64_t>(number));
  put_counts(bytes, from.totals.counts);
  if (from.totals.counts.replies > 0) put_rtts(bytes, from);
  bytes[0] = static_cast<std::uint8_t>(bytes.size());
  bytes[1] = static_cast<std::uint8_t>(bytes.size() >> 8);
  return bytes;
}

}  // namespace

void slice_log::add(std::int64_t number, const slice& closed) {
  const std::uint8_t* const begin = bytes_.data();
  const std::uint8_t* const end = begin + bytes_.size();
  const std::uint8_t* last = begin;
  for (const std::uint8_t* at = begin; at != end; at = take_head(at).end) last = at;
  std::vector<std::uint8_t> added;
  if (last != end && take_head(last).number == number) {
    slice both;
    unpack(take_head(last), both);
    both.merge(closed);
    added = pack(number, both);
    bytes_.resize(static_cast<std::size_t>(last - begin));
  } else {
    added = pack(number, closed);
  }
  bytes_.reserve(bytes_.size() + added.size());  // to the byte: it grows once a minute, and there are many targets
  bytes_.insert(bytes_.end(), added.begin(), added.end());
}

void slice_log::drop_below(std::int64_t number) {
  const std::uint8_t* const begin = bytes_.data();
  const std::uint8_t* const end = begin + bytes_.size();
  const std::uint8_t* keep = begin;
  while (keep != end && take_head(keep).number < number) keep = take_head(keep).end;
  bytes_.erase(bytes_.begin(), bytes_.begin() + (keep - begin));
}

void slice_log::merge_into(slice& total, std::int64_t number) const {
  const std::uint8_t* const end = bytes_.data() + bytes_.size();
  for (const std::uint8_t* at = bytes_.data(); at != end;) {
    const packed one = take_head(at);
    if (one.number >= number) unpack(one, total);
    at = one.end;
  }
}

}  // namespace reachd::stats
