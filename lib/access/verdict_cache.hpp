// SPDX-License-Identifier: Apache-2.0
// What came of passwords that were checked. Role: a scraper sends the same one each time, and a check of a bcrypt hash
// is meant to be slow. Invariant: no password is kept, only its SHA-256 with a salt of this process; a new hash of a
// user has no verdict.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string_view>

namespace reachd::access {

class verdict_cache {
 public:
  /// Throws std::runtime_error when the kernel has no random numbers.
  verdict_cache();

  using key = std::array<unsigned char, 32>;
  key key_of(std::string_view user, std::string_view password, std::string_view hash) const;

  std::optional<bool> find(const key& asked) const;
  /// When there are many, all of that kind are forgotten first: guesses never push out what is right.
  void keep(const key& asked, bool right);
  void clear() { right_ = wrong_ = {}; }
  std::size_t size() const { return right_.size() + wrong_.size(); }

 private:
  key salt_{};
  std::set<key> right_;
  std::set<key> wrong_;
};

}  // namespace reachd::access
