// SPDX-License-Identifier: Apache-2.0
// The scripted routing table: target 0 is the gateway of both families, every n-th target is on its link. Role: the
// way_source of a run whose scenario has an uplink.
#pragma once

#include "probe/way_source.hpp"
#include "sim/clock.hpp"
#include "sim/ledger.hpp"

namespace reachd::sim {

class ways final : public probe::way_source {
 public:
  ways(const scenario& script, const clock& time) : script_(&script), time_(&time) {}

  probe::way_out look(core::family family) override {
    const uplink_cut* const cut = script_->uplink_cut_of(0, time_->elapsed());
    return {.existed = true,
            .routed = cut == nullptr || cut->how != uplink_fault::no_route,
            .linked = true,
            .gateway = address_of(0, family, false),
            .link_address = probe::link_address::known,
            .confirmed_ago = {},
            .interface = "sim0",
            .links = {{.interface = 1, .works = true}}};
  }
  std::optional<probe::need> need_of(const core::address& destination, const probe::bound_packets&) override {
    if (script_->is_direct(target_at(destination))) return probe::need{.of = probe::dependence::link, .interface = 1};
    return probe::need{.of = probe::dependence::way};
  }

 private:
  const scenario* script_;
  const clock* time_;
};

}  // namespace reachd::sim
