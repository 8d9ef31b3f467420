// SPDX-License-Identifier: Apache-2.0
// All that is remembered of one target. Role: the single place where probes are counted; scrape, page and log read it.
// Owner: a target; written on the loop thread only. Invariant: sent() = sum of ended() + in_flight(), at any time; a
// probe that was not answered leaves no round-trip time.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "core/outcome.hpp"
#include "stats/evidence.hpp"
#include "stats/histogram.hpp"
#include "stats/loader.hpp"
#include "stats/outage.hpp"
#include "stats/reply_ttl.hpp"
#include "stats/saver.hpp"
#include "stats/state_machine.hpp"
#include "stats/windows.hpp"

namespace reachd::stats {

class series {
 public:
  explicit series(state_machine first) : state_(first) {}

  /// A probe begins: counted before the system call that sends it.
  void begin() { ++sent_; }
  /// The probe has ended at `at`. `now`: kept as the time of a state change.
  std::optional<state_change> record(const core::probe_result& ended, core::wall_time now, core::instant at) {
    return record(ended, ended.outcome, now, at);
  }
  /// `counts_as`: for the state, where several probes count as one (see bursts); nullopt: nothing.
  std::optional<state_change> record(const core::probe_result& ended, std::optional<core::outcome> counts_as,
                                     core::wall_time now, core::instant at);
  std::optional<state_change> skip(std::uint64_t count, core::wall_time now, core::instant at) {
    return skip(count, count, now, at);
  }
  /// `count` probes were due and not begun; `times`: how many due times were missed with all of their probes.
  std::optional<state_change> skip(std::uint64_t count, std::uint64_t times, core::wall_time now, core::instant at);
  /// A reply after its deadline: its probe has ended before, and stays as it ended.
  void late(core::nanoseconds rtt, core::instant at);
  /// One more reply to a probe that was answered.
  void duplicate(core::instant at);
  std::optional<state_change> resolved(core::wall_time now) { return note(state_.record_resolved(), now); }
  /// Due once state().wants_down(): the target is down; or something before it is to blame (`uplink` or `parent`).
  std::optional<state_change> go_down(core::wall_time now) { return note(state_.go_down(), now); }
  std::optional<state_change> excuse(change_reason blamed, core::wall_time now) {
    evidence_.excuse();
    return note(state_.excuse(blamed), now);
  }

  /// Probing was paused, or goes on from `next`: the failures so far are no streak any more.
  std::optional<state_change> configure(stats::state next, core::wall_time now) {
    evidence_.excuse();
    return note(state_.configure(next), now);
  }
  void set_counts(std::uint32_t down_after, std::uint32_t up_after) { state_.set_counts(down_after, up_after); }

  std::uint64_t sent() const { return sent_; }
  std::uint64_t ended(core::outcome how) const { return ended_[static_cast<std::size_t>(how)]; }
  std::uint64_t in_flight() const { return sent_ - std::accumulate(ended_.begin(), ended_.end(), std::uint64_t{0}); }
  std::uint64_t skipped() const { return skipped_; }
  std::uint64_t syn_retransmits() const { return syn_retransmits_; }
  std::uint64_t late() const { return late_; }
  core::nanoseconds late_rtt_sum() const { return late_rtt_sum_; }
  std::uint64_t duplicates() const { return duplicates_; }
  const histogram& rtt() const { return rtt_; }
  /// (errno, count), in order of first occurrence.
  const std::vector<std::pair<int, std::uint64_t>>& local_errors() const { return local_errors_; }

  /// The last 10 s, minute, 5 minutes or hour before `now`.
  window_statistics over(window which, core::instant now) const { return windows_.over(which, now); }
  /// Of the latest reply that has one.
  std::optional<std::uint8_t> ttl() const { return ttl_.latest(); }
  std::uint64_t ttl_changes() const { return ttl_.changes(); }

  const state_machine& state() const { return state_; }
  const stats::evidence& evidence() const { return evidence_; }
  const outage_log& outages() const { return outages_; }
  std::uint64_t state_changes() const { return state_changes_; }
  /// The epoch before the first change.
  core::wall_time last_state_change() const { return last_state_change_; }

  /// nullopt until measured and while not up.
  std::optional<core::nanoseconds> rtt_last() const;
  /// RFC 3550 §6.4.1 over the RTTs, smoothed by 1/16; nullopt until two were measured and while not up.
  std::optional<core::nanoseconds> jitter() const;

  /// All but the windows, for a later process. What is in flight now stands there as ended `stopped`.
  void save(saver& to) const;
  /// What was missed between that process and this one.
  struct absence {
    std::uint64_t missed = 0;  // due times
    core::wall_time now{};
    bool has_address = true;  // without one it is not said to be anything
    /// It did not save at its end, so its counters were higher than what is kept: they begin at 0. Going on from a
    /// lower number, they would look to Prometheus as if all of it had happened in one moment.
    bool killed = false;
  };
  /// Goes on from what save() wrote; false, and nothing has changed, when `from` is not that.
  bool load(loader& from, const absence& away);

 private:
  template <typename Self, typename Archive>
  static void keep_numbers(Self& self, Archive& archive) {
    archive(self.skipped_, self.syn_retransmits_, self.late_, self.late_rtt_sum_, self.duplicates_, self.state_changes_,
            self.last_state_change_, self.ttl_, self.rtt_, self.rtt_last_, self.jitter_ns_);
    archive.sequence(self.local_errors_, most_errnos, [](auto& each, auto& one) {
      auto errno_value = static_cast<std::uint16_t>(one.first);
      each(errno_value, one.second);
      if constexpr (Archive::loads) one.first = errno_value;
    });
    archive(self.evidence_, self.outages_);
  }
  static constexpr std::size_t most_errnos = 4096;  // the kernel's MAX_ERRNO
  bool each_errno_once() const;
  void begin_counters();
  std::optional<state_change> note(std::optional<state_change> change, core::wall_time now);
  void measure(core::nanoseconds rtt);
  void count_local_error(int errno_value);

  std::uint64_t sent_ = 0;
  std::array<std::uint64_t, core::outcome_count> ended_{};
  std::uint64_t skipped_ = 0;
  std::uint64_t syn_retransmits_ = 0;
  std::uint64_t late_ = 0;
  core::nanoseconds late_rtt_sum_{};
  std::uint64_t duplicates_ = 0;
  std::uint64_t state_changes_ = 0;
  core::wall_time last_state_change_{};
  windows windows_;
  reply_ttl ttl_;
  histogram rtt_;
  std::vector<std::pair<int, std::uint64_t>> local_errors_;
  core::nanoseconds rtt_last_{};
  double jitter_ns_ = 0;
  state_machine state_;
  stats::evidence evidence_;
  outage_log outages_;
};

}  // namespace reachd::stats
