// SPDX-License-Identifier: Apache-2.0
// A state file that was read. Role: finds what was kept under a key; what the values mean is known to who wrote them.
// Owner: whoever starts the targets. Pure. Invariant: open() gives a book only for a whole file of this version with
// the right checksum in which every length is right, so nothing that is found later can be cut short.
#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>

#include "core/error.hpp"
#include "state/book_writer.hpp"

namespace reachd::state {

class book {
 public:
  using value = std::span<const std::uint8_t>;

  /// The error says why the file is refused, for people.
  static core::result<book> open(bytes file);

  const head& about() const { return about_; }
  std::size_t size() const { return records_.size(); }
  std::optional<value> find(std::string_view key) const;
  /// Key and value; they stay valid while the book does, also when it is moved.
  const std::unordered_map<std::string_view, value>& records() const { return records_; }

 private:
  bool read();

  bytes file_;
  head about_;
  std::unordered_map<std::string_view, value> records_;
};

}  // namespace reachd::state
