// SPDX-License-Identifier: Apache-2.0
// An uplink that is judged by targets the user names (`uplink: {targets: [...]}`). Role: where the gateway says little,
// such as on a host with several ways out. Owner: the composition root. Invariant: it is up while any of them answers;
// when none does, none of them is called down for it either. While one of them is gone, others are waited for.
#pragma once

#include <array>
#include <vector>

#include "probe/target_set.hpp"
#include "probe/uplink.hpp"
#include "probe/uplink_events.hpp"

namespace reachd::probe {

class target_uplink final : public uplink {
 public:
  target_uplink(async::scheduler& clock, target_set& targets, uplink_events events)
      : clock_(&clock), targets_(&targets), events_(std::move(events)) {}

  void set_witnesses(std::vector<core::target_id> witnesses) { witnesses_ = std::move(witnesses); }
  /// It is asked no more; an outage that was told ends.
  void retire() { events_.retire(clock_->now()); }

  stats::testimony about(const target& failing) override;
  void heard(const target& probed, const core::probe_result& how) override;
  std::span<const way_state> states() override { return state_; }

 private:
  bool is_witness(const target& asked) const;

  async::scheduler* clock_;
  target_set* targets_;
  uplink_events events_;
  std::vector<core::target_id> witnesses_;
  std::array<way_state, 1> state_{{{.name = "targets", .judged = false, .up = false}}};
};

}  // namespace reachd::probe
