// SPDX-License-Identifier: Apache-2.0
#include "config/suggest.hpp"

#include <algorithm>
#include <array>

#include "config/utf8.hpp"

namespace reachd::config {
namespace {

constexpr std::size_t longest_word = 64;  // nobody mistypes a longer one; also bounds the work per candidate

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

}  // namespace

std::size_t edit_distance(std::string_view left, std::string_view right) {
  if (left.size() > longest_word || right.size() > longest_word) return std::max(left.size(), right.size());
  using row = std::array<std::size_t, longest_word + 1>;
  row before{};
  row above{};
  row here{};
  for (std::size_t column = 0; column <= right.size(); ++column) above[column] = column;
  for (std::size_t at = 1; at <= left.size(); ++at) {
    here[0] = at;
    for (std::size_t column = 1; column <= right.size(); ++column) {
      const char one = lower(left[at - 1]);
      const char other = lower(right[column - 1]);
      here[column] = std::min({above[column] + 1, here[column - 1] + 1, above[column - 1] + (one == other ? 0 : 1)});
      const bool swapped = at > 1 && column > 1 && one == lower(right[column - 2]) && lower(left[at - 2]) == other;
      if (swapped) here[column] = std::min(here[column], before[column - 2] + 1);
    }
    before = above;
    above = here;
  }
  return above[right.size()];
}

void suggestion::consider(std::string_view candidate) {
  const std::size_t distance = edit_distance(wanted_, candidate);
  if (distance > std::max<std::size_t>(wanted_.size() / 3, 1) || distance >= best_distance_) return;
  best_ = candidate;
  best_distance_ = distance;
}

std::string suggestion::hint() const { return best_.empty() ? "" : "did you mean " + quoted(best_) + "?"; }

}  // namespace reachd::config
