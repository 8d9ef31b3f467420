// SPDX-License-Identifier: Apache-2.0
// Writes samples into a string. Role: the inner loop of the page; looks at the room left once a line.
// Owner: the formatting of one piece. Invariant: when it ends, the string holds what was written and nothing more.
#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace reachd::metrics {

class text_writer {
 public:
  /// Replaces what is in `out`. `room`: bytes expected; more is no error.
  text_writer(std::string& out, std::size_t room) : out_(out) { out_.resize(room); }
  text_writer(const text_writer&) = delete;
  text_writer& operator=(const text_writer&) = delete;
  ~text_writer() { out_.resize(used_); }

  std::size_t size() const { return used_; }
  /// Takes back all that was written after the first `size` bytes.
  void rewind(std::size_t size) { used_ = size; }

  void text(std::string_view part) { used_ += copy(reserve(part.size()), part); }

  /// One line: `name{labels,more} value`, `more` beginning with its comma. Integers are written whole, doubles in the
  /// shortest form that reads back as the same value.
  template <typename Number>
  void sample(std::string_view name, std::string_view labels, std::string_view more, Number value) {
    constexpr std::size_t number_room = 32;
    constexpr std::size_t punctuation_room = 4;
    char* const line = reserve(name.size() + labels.size() + more.size() + number_room + punctuation_room);
    char* at = line + copy(line, name);
    *at++ = '{';
    at += copy(at, labels);
    at += copy(at, more);
    *at++ = '}';
    *at++ = ' ';
    at = std::to_chars(at, at + number_room, value).ptr;
    *at++ = '\n';
    used_ += static_cast<std::size_t>(at - line);
  }

 private:
  char* reserve(std::size_t bytes) {
    if (out_.size() - used_ < bytes) out_.resize(std::max(out_.size() * 2, used_ + bytes));
    return out_.data() + used_;
  }
  static std::size_t copy(char* to, std::string_view part) { return part.copy(to, part.size()); }

  std::string& out_;
  std::size_t used_ = 0;
};

}  // namespace reachd::metrics
