// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the known word nearest to one that is not known. Distance: optimal string alignment (insert, delete,
// replace, swap two neighbours, each costing 1), letters compared without case.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace reachd::config {

/// The distance, or anything more than `most` where it is more than that, which costs less.
std::size_t edit_distance(std::string_view left, std::string_view right, std::size_t most = std::string_view::npos);

/// Collects candidates for one word and keeps the best, the first of equals.
class suggestion {
 public:
  explicit suggestion(std::string_view wanted) : wanted_(wanted) {}

  void consider(std::string_view candidate);
  /// "did you mean 'X'?", or empty if nothing is near: within a third of the word's length, at least 1.
  std::string hint() const;

 private:
  std::string_view wanted_;
  std::string_view best_;
  std::size_t best_distance_ = std::string_view::npos;
};

}  // namespace reachd::config
