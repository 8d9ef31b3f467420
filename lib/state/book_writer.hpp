// SPDX-License-Identifier: Apache-2.0
// The state file in the making. Role: filled on the loop thread a few records at a time, then sealed on the pool.
// Owner: one save. Pure. Shape: magic, version (4 bytes, big-endian as all that are not varints), length of the body
// (8), SipHash of both and the body (8); the body: head, number of records, then key and value of each with its length.
// Records are held in blocks, so that growing never copies much at once.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "state/head.hpp"

namespace reachd::state {

/// Raised by whoever changes what is kept: a file of another version is not read.
inline constexpr std::uint32_t version = 1;

using bytes = std::vector<std::uint8_t>;

class book_writer {
 public:
  void add(std::string_view key, std::span<const std::uint8_t> value);
  std::size_t size() const { return records_; }
  /// The whole file.
  bytes seal(const head& about) const;

 private:
  bytes& block_for(std::size_t more);

  std::vector<bytes> blocks_;
  std::uint64_t records_ = 0;
};

/// A body with the header that fits it.
bytes seal_body(std::span<const std::uint8_t> body);

}  // namespace reachd::state
