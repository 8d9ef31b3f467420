// SPDX-License-Identifier: Apache-2.0
// Judges everything the daemon's core says of its targets, as it says it. Role: the target_observer of the run; keeps
// books of its own and compares them with the truth, the oracles and the series, for the touched target after every
// event and for all of them in sweep(). Owner: the simulation. Invariant: it changes nothing that it watches.
#pragma once

#include <functional>
#include <numeric>
#include <vector>

#include "probe/recorder.hpp"
#include "probe/target_set.hpp"
#include "probe/uplink_events.hpp"
#include "sim/complaints.hpp"
#include "sim/digest.hpp"
#include "sim/judge.hpp"
#include "sim/ledger.hpp"
#include "sim/network.hpp"
#include "sim/schedule_oracle.hpp"
#include "sim/state_oracle.hpp"

namespace reachd::sim {

/// What was counted of one target, or of all.
struct tally {
  std::uint64_t begun = 0;
  std::array<std::uint64_t, core::outcome_count> ended{};
  core::nanoseconds rtt{};  // of all replies, added up
  std::uint64_t late = 0;
  core::nanoseconds late_rtt{};  // added up
  std::uint64_t duplicates = 0;

  std::uint64_t of(core::outcome how) const { return ended[static_cast<std::size_t>(how)]; }
  std::uint64_t in_flight() const { return begun - std::accumulate(ended.begin(), ended.end(), std::uint64_t{0}); }
};

class checker final : public probe::target_observer, public probe::uplink_observer {
 public:
  checker(const scenario& script, clock& time, ledger& truth, network& v4, network& v6)
      : script_(&script), time_(&time), truth_(&truth), networks_{&v4, &v6} {
    books_.reserve(script.targets);
  }

  /// `plan`: what the target was meant to be.
  void added(const probe::target& target, const probe::target_plan& plan, std::uint32_t number);
  /// It is asked to go: from now on its probes end as stopped.
  /// It is to be as `plan` says from now on; what is in flight keeps the timeout that it began with.
  void changes(const probe::target& target, const probe::target_plan& plan);
  void leaves(const probe::target& target) { of(target).leaving = true; }
  /// Before and after a probe of `probed` begins.
  void begins(const probe::target& probed);
  void has_begun(const probe::target& probed);
  void stopping() { stopping_ = true; }
  /// The daemon was told that the machine has slept.
  void woken() { woken_ = time_->now(); }
  enum class moment : std::uint8_t {
    running,
    settled,  // every due time until now has had its turn
    stopped,
  };
  /// Compares the books of all targets; the last turn began at `turned`.
  void sweep(probe::target_set& targets, moment when, core::instant turned);

  void uplink_changed(const probe::uplink_event& event) override { event.up ? ++recoveries_ : ++outages_; }
  /// Outages of the uplink that were told, and their ends.
  std::uint64_t outages() const { return outages_; }
  std::uint64_t recoveries() const { return recoveries_; }
  const tally& all() const { return all_; }
  std::uint64_t skipped() const { return skipped_; }
  std::uint64_t state_changes() const { return state_changes_; }
  std::uint64_t digest() const { return digest_.value(); }
  sim::complaints& complaints() { return complaints_; }

  void probe_sent(const probe::target& probed, core::nanoseconds lateness) override;
  void probe_ended(const probe::target& probed, std::uint64_t sequence, const core::probe_result& how) override;
  void late_reply(const probe::target& probed, std::uint64_t sequence, core::nanoseconds rtt) override;
  void duplicate_reply(const probe::target& probed, std::uint64_t sequence) override;
  void state_changed(const probe::target& changed, stats::state_change change, const core::probe_result*) override;
  void lookup_failed(const probe::target&, const std::string&, bool) override {}
  void address_changed(const probe::target& named) override;

 private:
  struct book {
    tally counts;
    std::uint64_t skipped = 0;
    std::uint64_t changes_heard = 0;
    core::nanoseconds timeout{};
    std::uint32_t down_after = 0;
    std::vector<core::instant> failed{};  // in a row, when they were sent; with an uplink only
    bool has_address = false;
    bool leaving = false;
    state_oracle state{stats::state::unknown, 1, 1, false};
    schedule_oracle schedule{probe::target_plan{}, core::instant{}};
  };

  /// Which host a target stands for; its slot may have been another's before.
  std::uint32_t number(const probe::target& target) const { return numbers_[target.id.index]; }
  book& of(const probe::target& target) { return books_[number(target)]; }
  void complain(const probe::target& about, std::uint64_t sequence, std::string_view what);
  void expect(bool right, const probe::target& about, std::string_view what);
  void see_skips(const probe::target& target);
  void compare(const probe::target& target);
  circumstances around(const probe::target& probed, const flight& truth);

  const scenario* script_;
  clock* time_;
  ledger* truth_;
  std::array<network*, 2> networks_;
  std::vector<book> books_;             // by number
  std::vector<std::uint32_t> numbers_;  // by the index of the id
  tally all_;
  std::uint64_t skipped_ = 0;
  std::uint64_t state_changes_ = 0;
  void judge_decision(const probe::target& changed, stats::state_change change);

  std::uint64_t outages_ = 0;
  std::uint64_t recoveries_ = 0;
  std::optional<core::instant> woken_;
  bool stopping_ = false;
  sim::digest digest_;
  sim::complaints complaints_;
};

}  // namespace reachd::sim
