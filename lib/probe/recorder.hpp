// SPDX-License-Identifier: Apache-2.0
// Where a probe begins and ends on paper. Role: the only code that counts; every kind of probe reports here, once.
// It keeps the series, brings the next probe forward when a streak begins, asks what stands before a target that is
// about to be called down, and tells the observer.
// Owner: the composition root; outlives the targets. Invariant: begin() and ended() come in pairs.
#pragma once

#include <cstdint>
#include <functional>

#include "core/outcome.hpp"
#include "probe/causes.hpp"
#include "probe/target.hpp"

namespace reachd::probe {

/// Told what happens to targets; called inside a turn, so it must not wait. The program logs from here.
class target_observer {
 public:
  /// The probe left; `lateness`: how long after its due time.
  virtual void probe_sent(const target& probed, core::nanoseconds lateness) = 0;
  virtual void probe_ended(const target& probed, std::uint64_t sequence, const core::probe_result& how) = 0;
  /// A reply after the deadline of its probe, which had no other, perhaps just before the probe ends.
  virtual void late_reply(const target& probed, std::uint64_t sequence, core::nanoseconds rtt) = 0;
  /// One more reply to a probe.
  virtual void duplicate_reply(const target& probed, std::uint64_t sequence) = 0;
  /// `cause`: the probe whose end decided it; nullptr when it was a skipped one or the name's first address.
  virtual void state_changed(const target& changed, stats::state_change change, const core::probe_result* cause) = 0;
  /// A lookup of the target's name failed; `changed_since` the lookup before.
  virtual void lookup_failed(const target& named, const std::string& problem, bool changed_since) = 0;
  virtual void address_changed(const target& named) = 0;
  /// An address of a name has become a target, or is none any more.
  virtual void part_added(const std::string& /*name*/, const core::address& /*part*/) {}
  virtual void part_removed(const std::string& /*name*/, const core::address& /*part*/) {}
  /// A name has so many addresses more than become targets.
  virtual void parts_left_out(const std::string& /*name*/, std::size_t /*count*/) {}
  /// As lookup_failed, of a name each of whose addresses is a target; it keeps so many.
  virtual void spread_lookup_failed(const std::string& /*name*/, const std::string& /*problem*/, bool /*changed_since*/,
                                    std::size_t /*kept*/) {}

 protected:
  ~target_observer() = default;
};

class recorder {
 public:
  using wall_clock = std::function<core::wall_time()>;

  recorder(async::scheduler& clock, wall_clock wall, target_observer& observer)
      : clock_(&clock), wall_(std::move(wall)), observer_(&observer) {}
  /// Without it every target that fails is itself to blame.
  void ask(causes& before) { causes_ = &before; }

  /// Counts a probe as begun and gives its sequence number, from 1 on.
  std::uint64_t begin(target& probed);
  /// The probe that was begun last has left at `at`.
  void sent(const target& probed, core::instant at) { observer_->probe_sent(probed, at - probed.begun_due); }
  void ended(target& probed, std::uint64_t sequence, const core::probe_result& how);
  void late(target& probed, std::uint64_t sequence, core::nanoseconds rtt);
  void duplicate(target& probed, std::uint64_t sequence);
  /// `times`: how many due times were missed with all of their probes.
  void skipped(target& probed, std::uint64_t count, std::uint64_t times);
  /// The burst that began last is not gone on with: `rest` of its probes are skipped.
  void cut_burst(target& probed, std::uint64_t rest);
  /// Asks again what stands before `failing`, if it still wants down. False: nobody could say yet.
  bool decide(target& failing);
  void resolved(target& named);
  /// Probing was paused, or goes on from `next`.
  void configured(target& probed, stats::state next);
  target_observer& observer() { return *observer_; }

 private:
  struct verdict {
    bool is_final = false;  // false: nobody could say yet
    std::optional<stats::state_change> change;
  };
  verdict judge(target& failing);
  void bring_forward(target& probed);
  stats::bursts::verdict count(target& probed, std::uint64_t sequence, core::outcome how);
  void note(target& changed, std::optional<stats::state_change> change, const core::probe_result* cause = nullptr);

  async::scheduler* clock_;
  wall_clock wall_;
  target_observer* observer_;
  causes* causes_ = nullptr;
};

}  // namespace reachd::probe
