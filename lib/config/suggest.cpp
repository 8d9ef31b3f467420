// SPDX-License-Identifier: Apache-2.0
#include "config/suggest.hpp"

#include <algorithm>
#include <array>

#include "config/utf8.hpp"

namespace reachd::config {
namespace {

constexpr std::size_t longest_word = 64;  // nobody mistypes a longer one; also bounds the work per candidate
constexpr std::size_t far = 1'000;        // more than any distance between words that are compared

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

}  // namespace

std::size_t edit_distance(std::string_view left, std::string_view right, std::size_t most) {
  const std::size_t longer = std::max(left.size(), right.size());
  const std::size_t shorter = std::min(left.size(), right.size());
  if (longer > longest_word || longer - shorter > most) return longer;
  // Cells further than `most` from the diagonal cannot be part of a way that is short enough: they count as far.
  std::array<std::array<std::size_t, longest_word + 2>, 3> rows;
  auto* before = &rows[0];
  auto* above = &rows[1];
  auto* here = &rows[2];
  for (std::size_t column = 0; column <= right.size() + 1; ++column) (*above)[column] = column;
  std::size_t nearest_above = 0;
  for (std::size_t at = 1; at <= left.size(); ++at) {
    const std::size_t first = at > most ? at - most : 1;
    const std::size_t last = at + std::min(most, right.size()) < right.size() ? at + most : right.size();
    std::size_t nearest = (*here)[first - 1] = first == 1 ? at : far;
    const char one = lower(left[at - 1]);
    for (std::size_t column = first; column <= last; ++column) {
      const char other = lower(right[column - 1]);
      const std::size_t replaced = (*above)[column - 1] + (one == other ? 0 : 1);
      std::size_t best = std::min({(*above)[column] + 1, (*here)[column - 1] + 1, replaced});
      const bool swapped = at > 1 && column > 1 && one == lower(right[column - 2]) && lower(left[at - 2]) == other;
      if (swapped) best = std::min(best, (*before)[column - 2] + 1);
      (*here)[column] = best;
      nearest = std::min(nearest, best);
    }
    (*here)[last + 1] = far;
    if (nearest > most && nearest_above >= most) return longer;  // and from here on it only grows
    nearest_above = nearest;
    std::swap(before, above);
    std::swap(above, here);
  }
  return (*above)[right.size()];
}

void suggestion::consider(std::string_view candidate) {
  if (best_distance_ == 0) return;
  const std::size_t most = std::min(std::max<std::size_t>(wanted_.size() / 3, 1), best_distance_ - 1);
  const std::size_t distance = edit_distance(wanted_, candidate, most);
  if (distance > most) return;
  best_ = candidate;
  best_distance_ = distance;
}

std::string suggestion::hint() const { return best_.empty() ? "" : "did you mean " + quoted(best_) + "?"; }

}  // namespace reachd::config
