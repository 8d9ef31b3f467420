// SPDX-License-Identifier: Apache-2.0
// What is wrong with a configuration, and where. Role: collected while reading, shown as one block for people.
// Invariant: a rendered block holds no control character but line feeds, whatever the file held.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "config/excerpt.hpp"
#include "config/settings.hpp"

namespace reachd::config {

/// A message in two parts: what is wrong, and what to do about it (may be empty).
struct complaint {
  std::string message;
  std::string hint;
  bool hides_line = false;  // there may be a secret in it
};

struct problem {
  place where;  // line 0: the file as a whole
  std::string message;
  std::string hint;          // what to do, may be empty
  std::uint32_t length = 1;  // characters that are meant, from `where` on
  excerpt line;              // empty for a file as a whole
  bool hides_line = false;   // it may hold a secret
};

/// "FILE:LINE:COL", or "FILE" alone when the place is the file as a whole.
std::string to_string(const place& where);

/// "FILE:LINE:COL: error: MESSAGE; HINT", the source line and a caret line, for each of the first
/// max_problems_shown; then "and N more". Every line ends with a line feed.
std::string render(std::span<const problem> problems);

/// Keeps the first max_problems.
class problem_list {
 public:
  void add(problem found);
  /// Nothing more is kept: reading on would cost time for nothing.
  bool full() const;
  bool empty() const { return problems_.empty(); }
  std::size_t size() const { return problems_.size(); }
  std::vector<problem> take() { return std::move(problems_); }

 private:
  std::vector<problem> problems_;
};

}  // namespace reachd::config
