// SPDX-License-Identifier: Apache-2.0
#include "stats/series.hpp"

#include <algorithm>
#include <bitset>
#include <cmath>

namespace reachd::stats {
namespace {

constexpr double largest_jitter_ns = 1e18;

event event_of(const core::probe_result& ended) {
  if (ended.outcome != core::outcome::reply) return {kind_of(ended.outcome), 1};
  return {event_kind::reply, static_cast<std::uint64_t>(std::max<std::int64_t>(ended.rtt.count(), 0))};
}

}  // namespace

std::optional<state_change> series::record(const core::probe_result& ended, std::optional<core::outcome> counts_as,
                                           core::wall_time now, core::instant at) {
  ++ended_[static_cast<std::size_t>(ended.outcome)];
  syn_retransmits_ += ended.syn_retransmits;
  windows_.add(event_of(ended), at);
  if (ended.outcome == core::outcome::reply) {
    measure(ended.rtt);
    ttl_.record(ended.ttl);
  }
  if (ended.outcome == core::outcome::local_error) count_local_error(ended.errno_value);
  const bool of_now = evidence_.record(ended);
  const auto change = of_now && counts_as ? state_.record(*counts_as) : std::nullopt;
  if (state_.wants_down()) evidence_.question();
  return note(change, now);
}

std::optional<state_change> series::skip(std::uint64_t count, std::uint64_t times, core::wall_time now,
                                         core::instant at) {
  skipped_ += count;
  if (count > 0) windows_.add({event_kind::skipped, count}, at);
  return note(state_.record_skipped(times), now);
}

void series::late(core::nanoseconds rtt, core::instant at) {
  ++late_;
  late_rtt_sum_ += rtt;
  windows_.add({event_kind::late}, at);
}

void series::duplicate(core::instant at) {
  ++duplicates_;
  windows_.add({event_kind::duplicate}, at);
}

std::optional<state_change> series::note(std::optional<state_change> change, core::wall_time now) {
  if (!change) return change;
  ++state_changes_;
  last_state_change_ = now;
  if (change->to == state::down) outages_.begin(evidence_, now);
  if (change->to == state::up) outages_.end(evidence_);
  return change;
}

void series::measure(core::nanoseconds rtt) {
  if (rtt_.count() > 0) {
    const double difference = std::abs(static_cast<double>((rtt - rtt_last_).count()));
    jitter_ns_ += (difference - jitter_ns_) / 16;
  }
  rtt_last_ = rtt;
  rtt_.record(rtt);
}

void series::count_local_error(int errno_value) {
  const auto at = std::find_if(local_errors_.begin(), local_errors_.end(),
                               [&](const auto& counted) { return counted.first == errno_value; });
  if (at != local_errors_.end()) {
    ++at->second;
  } else {
    local_errors_.emplace_back(errno_value, 1);
  }
}

void series::save(saver& to) const {
  auto ended = ended_;
  ended[static_cast<std::size_t>(core::outcome::stopped)] += in_flight();
  for (const std::uint64_t count : ended) to(count);
  to(state_.remember());
  keep_numbers(*this, to);
}

bool series::load(loader& from, const absence& away) {
  series loaded(state_);
  for (std::uint64_t& count : loaded.ended_) from(count);
  loaded.sent_ = std::accumulate(loaded.ended_.begin(), loaded.ended_.end(), std::uint64_t{0});
  state_machine::memory said;
  from(said);
  keep_numbers(loaded, from);
  from.require(loaded.each_errno_once() && loaded.jitter_ns_ >= 0 && loaded.jitter_ns_ <= largest_jitter_ns);
  if (!from.ok()) return false;
  *this = std::move(loaded);
  if (away.killed) begin_counters();
  if (away.has_address) note(state_.resume(said, away.missed), away.now);
  return true;
}

void series::begin_counters() {
  sent_ = skipped_ = syn_retransmits_ = late_ = duplicates_ = state_changes_ = 0;
  ended_ = {};
  late_rtt_sum_ = {};
  ttl_ = {};
  rtt_ = {};
  jitter_ns_ = 0;
  local_errors_.clear();
}

bool series::each_errno_once() const {
  std::bitset<most_errnos> seen;
  for (const auto& [errno_value, count] : local_errors_) {
    const auto at = static_cast<std::size_t>(errno_value);
    if (at >= most_errnos || seen[at]) return false;
    seen.set(at);
  }
  return true;
}

std::optional<core::nanoseconds> series::rtt_last() const {
  if (rtt_.count() == 0 || state_.current() != state::up) return std::nullopt;
  return rtt_last_;
}

std::optional<core::nanoseconds> series::jitter() const {
  if (rtt_.count() < 2 || state_.current() != state::up) return std::nullopt;
  return core::nanoseconds(std::llround(jitter_ns_));
}

}  // namespace reachd::stats
