// SPDX-License-Identifier: Apache-2.0
// Faults planted between the parts of the daemon's core. Role: the proof that the checker sees what it should; empty in
// every run but those of the self-test. The checker is told what should be, and not of the fault.
#pragma once

#include <functional>

#include "icmp/pinger.hpp"
#include "probe/prober.hpp"
#include "sim/checker.hpp"

namespace reachd::sim {

struct faults {
  /// May change how an echo ended; it is told as often as this says.
  std::function<unsigned(core::target_id, std::uint64_t, core::probe_result&)> at_end;
  /// May change the RTT of a late reply; it is told as often as this says. As often as this says a duplicate is told.
  std::function<unsigned(core::nanoseconds&)> at_late;
  std::function<unsigned()> at_duplicate;
  /// How often a probe is begun for one due time.
  std::function<unsigned(const probe::target&)> at_begin;
  /// May change what a target is to be.
  std::function<void(probe::target_plan&)> at_add;
  /// A target that is changed is told nothing of it.
  bool deaf_to_changes = false;
  /// Nobody asks the uplink before a target is called down.
  bool blind_to_uplink = false;
};

/// Between the pinger and the echo prober.
class faulty_sink final : public icmp::echo_sink {
 public:
  faulty_sink(const faults& planted, icmp::echo_sink& to) : planted_(&planted), to_(&to) {}

  void echo_sent(core::target_id target, core::instant at) override { to_->echo_sent(target, at); }
  void echo_ended(core::target_id target, std::uint64_t sequence, const core::probe_result& result) override {
    if (!planted_->at_end) return to_->echo_ended(target, sequence, result);
    core::probe_result changed = result;
    const unsigned times = planted_->at_end(target, sequence, changed);
    for (unsigned time = 0; time < times; ++time) to_->echo_ended(target, sequence, changed);
  }
  bool echo_late(core::target_id target, std::uint64_t sequence, core::nanoseconds rtt) override {
    if (!planted_->at_late) return to_->echo_late(target, sequence, rtt);
    const unsigned times = planted_->at_late(rtt);
    for (unsigned time = 0; time < times; ++time) to_->echo_late(target, sequence, rtt);
    return true;
  }
  bool echo_duplicate(core::target_id target, std::uint64_t sequence) override {
    if (!planted_->at_duplicate) return to_->echo_duplicate(target, sequence);
    const unsigned times = planted_->at_duplicate();
    for (unsigned time = 0; time < times; ++time) to_->echo_duplicate(target, sequence);
    return true;
  }

 private:
  const faults* planted_;
  icmp::echo_sink* to_;
};

/// Between the watch and the echo prober: tells the checker what begins.
class watched_prober final : public probe::prober {
 public:
  watched_prober(const faults& planted, checker& told, probe::prober& to)
      : planted_(&planted), told_(&told), to_(&to) {}

  void begin(probe::target& probed) override {
    const unsigned times = planted_->at_begin ? planted_->at_begin(probed) : 1;
    for (unsigned time = 0; time < times; ++time) {
      told_->begins(probed);
      to_->begin(probed);
      told_->has_begun(probed);
    }
  }
  void stop(probe::target& probed) override { to_->stop(probed); }

 private:
  const faults* planted_;
  checker* told_;
  probe::prober* to_;
};

}  // namespace reachd::sim
