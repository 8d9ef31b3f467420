// SPDX-License-Identifier: Apache-2.0
// Brute force: every event of a target, and the figures of a window worked out from the plain list. Role: what windows
// and series are compared with. Nothing of it is shared with what it judges but the vocabulary.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "stats/window_statistics.hpp"

namespace reachd::test {

class window_oracle {
 public:
  struct entry {
    core::instant at;
    stats::event happened;
  };

  void add(stats::event happened, core::instant at) { all_.push_back({at, happened}); }
  core::instant first() const { return all_.front().at; }

  /// The events of a window: (now - length, now] or whole slices.
  std::vector<entry> within(stats::window which, core::instant now) const {
    const core::instant begin = begin_of(which, now);
    const bool open = stats::length_of(which) <= std::chrono::minutes(1);
    std::vector<entry> found;
    std::copy_if(all_.begin(), all_.end(), std::back_inserter(found),
                 [&](const entry& one) { return open ? one.at > begin : one.at >= begin; });
    return found;
  }

  static core::instant begin_of(stats::window which, core::instant now) {
    using ten_minutes = std::chrono::duration<std::int64_t, std::ratio<600>>;
    if (which == stats::window::five_minutes) {
      return std::chrono::floor<std::chrono::minutes>(now) - std::chrono::minutes(5);
    }
    if (which == stats::window::hour) return std::chrono::floor<ten_minutes>(now) - std::chrono::hours(1);
    return now - stats::length_of(which);
  }

  /// |RTT - RTT before| of neighbours both answered, the later in the window; `inside`: the earlier too.
  std::vector<double> differences(stats::window which, core::instant now) const {
    const core::instant begin = begin_of(which, now);
    const bool both_inside = stats::length_of(which) <= std::chrono::minutes(1);
    std::vector<entry> sent;
    for (const entry& one : all_) {
      if (one.happened.kind <= stats::event_kind::mismatch) sent.push_back(one);
    }
    std::vector<double> found;
    for (std::size_t i = 1; i < sent.size(); ++i) {
      const bool answered =
          sent[i].happened.kind == stats::event_kind::reply && sent[i - 1].happened.kind == stats::event_kind::reply;
      const bool counts = both_inside ? sent[i - 1].at > begin : sent[i].at >= begin;
      if (answered && counts) {
        found.push_back(
            std::abs(static_cast<double>(sent[i].happened.value) - static_cast<double>(sent[i - 1].happened.value)));
      }
    }
    return found;
  }

 private:
  std::vector<entry> all_;
};

inline std::uint64_t count_of(const std::vector<window_oracle::entry>& some, stats::event_kind kind) {
  std::uint64_t count = 0;
  for (const auto& one : some) count += one.happened.kind == kind ? one.happened.value : 0;
  return count;
}

inline std::vector<double> sorted_rtts(const std::vector<window_oracle::entry>& some) {
  std::vector<double> rtts;
  for (const auto& one : some) {
    if (one.happened.kind == stats::event_kind::reply) rtts.push_back(static_cast<double>(one.happened.value));
  }
  std::sort(rtts.begin(), rtts.end());
  return rtts;
}

inline double mean_of(const std::vector<double>& values) {
  long double sum = 0;
  for (const double value : values) sum += value;
  return static_cast<double>(sum / static_cast<long double>(values.size()));
}

/// Two passes.
inline double deviation_of(const std::vector<double>& values) {
  const long double mean = mean_of(values);
  long double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return static_cast<double>(std::sqrt(squares / static_cast<long double>(values.size())));
}

}  // namespace reachd::test
