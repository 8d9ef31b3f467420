// SPDX-License-Identifier: Apache-2.0
// Text for yaml-cpp, cut off when it runs too far ahead. Role: its scanner may keep all tokens of a list or map in
// brackets until the closing one (about 100 bytes each: 12 MB of "[a,a,…" become 800 MB), and says nothing meanwhile.
// What it reads is the one thing we see, so the text ends early when too much of it has led to no event.
#pragma once

#include <cstddef>
#include <streambuf>
#include <string_view>
#include <vector>

namespace reachd::config {

class paced_input : public std::streambuf {
 public:
  /// `reached` is the offset of the last event and grows while the text is read; it outlives this.
  paced_input(std::string_view text, const std::size_t& reached) : text_(text), reached_(reached) {}

  /// The text was cut off; `stuck_at` is the offset of the last event at that time.
  bool refused() const { return refused_; }
  std::size_t stuck_at() const { return stuck_at_; }

 protected:
  int_type underflow() override;

 private:
  std::string_view text_;
  const std::size_t& reached_;
  std::vector<std::size_t> entries_before_{0};  // brackets, commas and colons before each block of text
  std::size_t stuck_at_ = 0;
  bool refused_ = false;
};

}  // namespace reachd::config
