// SPDX-License-Identifier: Apache-2.0
#include "stats/tally.hpp"

#include <algorithm>

namespace reachd::stats {
namespace {

double mean_of(const tally& some) { return static_cast<double>(some.sum) / static_cast<double>(some.counts.replies); }

}  // namespace

void tally::add(event happened, rtt_before& before) {
  switch (happened.kind) {
    case event_kind::reply:
      return add_reply(happened.value, before);
    case event_kind::lost:
    case event_kind::unreachable:
    case event_kind::refused:
    case event_kind::mismatch:
      counts.failed += happened.value;
      before.ns = rtt_before::none;
      return;
    case event_kind::local_error:
      counts.local_errors += happened.value;
      return;
    case event_kind::late:
      counts.late += happened.value;
      return;
    case event_kind::duplicate:
      counts.duplicates += happened.value;
      return;
    case event_kind::skipped:
      counts.skipped += happened.value;
      return;
    case event_kind::stopped:
      return;
  }
}

void tally::add_reply(std::uint64_t rtt, rtt_before& before) {
  if (before.ns != rtt_before::none) {
    differences += rtt > before.ns ? rtt - before.ns : before.ns - rtt;
    ++pairs;
  }
  before.ns = rtt;
  // Welford, "Note on a method for calculating corrected sums of squares and products", 1962.
  const double value = static_cast<double>(rtt);
  const double off_old_mean = counts.replies == 0 ? 0 : value - mean_of(*this);
  min = counts.replies == 0 ? rtt : std::min(min, rtt);
  max = std::max(max, rtt);
  sum += rtt;
  ++counts.replies;
  squares += off_old_mean * (value - mean_of(*this));
}

void tally::merge(const tally& other) {
  if (other.counts.replies > 0) {
    if (counts.replies > 0) {
      // Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
      const double ours = static_cast<double>(counts.replies);
      const double theirs = static_cast<double>(other.counts.replies);
      const double apart = mean_of(other) - mean_of(*this);
      squares += apart * apart * (ours * theirs / (ours + theirs));
    }
    squares += other.squares;
    min = counts.replies == 0 ? other.min : std::min(min, other.min);
    max = std::max(max, other.max);
  }
  sum += other.sum;
  differences += other.differences;
  pairs += other.pairs;
  counts.replies += other.counts.replies;
  counts.failed += other.counts.failed;
  counts.local_errors += other.counts.local_errors;
  counts.skipped += other.counts.skipped;
  counts.late += other.counts.late;
  counts.duplicates += other.counts.duplicates;
}

}  // namespace reachd::stats
