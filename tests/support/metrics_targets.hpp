// SPDX-License-Identifier: Apache-2.0
// Series with a known or a random past, and the page of a snapshot. Role: what the tests of the metrics begin with.
#pragma once

#include <cerrno>
#include <random>
#include <string>

#include "metrics/exposition.hpp"
#include "metrics/snapshot.hpp"
#include "stats/series.hpp"

namespace reachd::test {

inline constexpr core::wall_time some_time{std::chrono::seconds(1'700'000'000)};
inline constexpr core::instant some_instant{std::chrono::hours(1)};

inline stats::series fresh_series(stats::state first = stats::state::unknown) {
  return stats::series(stats::state_machine(first, 3, 2));
}

/// One probe begins and ends.
inline void probe_once(stats::series& numbers, core::outcome how, core::nanoseconds rtt = {}, int errno_value = 0) {
  core::probe_result ended;
  ended.outcome = how;
  ended.rtt = rtt;
  ended.errno_value = errno_value;
  if (how == core::outcome::reply) ended.ttl = 64;
  numbers.begin();
  numbers.record(ended, some_time, some_instant);
}

/// Some dozen probes of every outcome that `kind` can have, some of them still in flight.
inline stats::series random_series(const metrics::probe_kind& kind, std::mt19937& random) {
  stats::series numbers = fresh_series();
  for (auto i = random() % 50; i > 0; --i) {
    const core::outcome how = kind.outcomes[random() % kind.outcomes.size()];
    const int errno_value = random() % 4 == 0 ? EIO : kind.errnos[random() % kind.errnos.size()].value;
    probe_once(numbers, how, core::nanoseconds(1 + static_cast<std::int64_t>(random()) * 10), errno_value);
  }
  for (auto i = random() % 5; i > 0; --i) numbers.begin();
  numbers.skip(random() % 3, some_time, some_instant);
  for (auto i = random() % 3; i > 0; --i) {
    numbers.late(core::nanoseconds(static_cast<std::int64_t>(random())), some_instant);
  }
  for (auto i = random() % 3; i > 0; --i) numbers.duplicate(some_instant);
  return numbers;
}

/// The per-target page, its pieces joined.
inline std::string page_of(const metrics::snapshot& targets,
                           std::size_t piece_size = metrics::exposition::usual_piece) {
  metrics::exposition source(targets, piece_size);
  std::string page;
  for (std::string piece; source.next(piece);) page += piece;
  return page;
}

}  // namespace reachd::test
