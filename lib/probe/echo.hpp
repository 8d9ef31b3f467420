// SPDX-License-Identifier: Apache-2.0
// ICMP echo as a kind of probe: hands a target to the pinger and its end to the recorder. A probe is a slot in the
// pinger's in-flight table and allocates nothing.
#pragma once

#include "icmp/pinger.hpp"
#include "probe/echo_way.hpp"
#include "probe/prober.hpp"
#include "probe/recorder.hpp"
#include "probe/target_set.hpp"

namespace reachd::probe {

class echo final : public prober, public icmp::echo_sink {
 public:
  /// `lanes`: nullptr where no target asks for a way of its own.
  echo(icmp::pinger& pinger, target_set& targets, recorder& record, lane_source* lanes = nullptr)
      : pinger_(&pinger), targets_(&targets), record_(&record), lanes_(lanes) {}

  void begin(target& probed) override;
  void stop(target& probed) override { pinger_->stop(probed.id); }

 private:
  void echo_sent(core::target_id id, core::instant at) override;
  void echo_ended(core::target_id id, std::uint64_t sequence, const core::probe_result& how) override;
  bool echo_late(core::target_id id, std::uint64_t sequence, core::nanoseconds rtt) override;
  bool echo_duplicate(core::target_id id, std::uint64_t sequence) override;

  icmp::pinger* pinger_;
  target_set* targets_;
  recorder* record_;
  lane_source* lanes_;
};

}  // namespace reachd::probe
