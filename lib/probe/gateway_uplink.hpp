// SPDX-License-Identifier: Apache-2.0
// The uplink judged by the gateways of the default routes. Role: asks each gateway once a second, sooner when in doubt,
// and reads route, link and neighbour state as often; one lane a family. Its echoes are no target's and in no series.
// Owner: the composition root; run() is a task of its scope. Invariant: loopback, on-link targets and what goes another
// way are never subject to it.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "async/alarm.hpp"
#include "async/scope.hpp"
#include "icmp/pinger.hpp"
#include "options/icmp.hpp"
#include "probe/gateway_lane.hpp"
#include "probe/uplink.hpp"
#include "probe/uplink_events.hpp"
#include "probe/way_source.hpp"

namespace reachd::probe {

class gateway_uplink final : public uplink {
 public:
  gateway_uplink(async::scheduler& clock, icmp::pinger& pinger, way_source& kernel, uplink_events events);

  /// Until stopped.
  async::task<void> run();
  /// Something changed in the routing table, or an answer is wanted soon: looks and asks again, at most ten times a
  /// second.
  void hurry();
  /// It is asked no more; an outage that was told ends.
  void retire() { events_.retire(clock_->now()); }

  stats::testimony about(const target& failing) override;
  void heard(const target& probed, const core::probe_result& how) override;
  std::span<const way_state> states() override;

 private:
  gateway_lane& lane_of(core::family family) { return lanes_[static_cast<std::size_t>(family)]; }
  void look();
  void judge(gateway_lane& lane);
  void tell();
  async::task<void> ask(core::address gateway);
  need need_of(const target& asked);

  /// What way_source::need_of said of a target since the default routes changed last, for it asks the kernel. Not for
  /// long, for other routes may change too.
  struct known_way {
    std::uint32_t generation = 0;
    std::uint32_t looks = 0;
    core::instant at{};
    core::address address;
    std::shared_ptr<const options::icmp> asks = nullptr;  // what its packets are bound to
    probe::need need{};
  };

  async::scheduler* clock_;
  icmp::pinger* pinger_;
  way_source* kernel_;
  uplink_events events_;
  async::alarm alarm_;
  std::array<gateway_lane, 2> lanes_{gateway_lane(core::family::v4), gateway_lane(core::family::v6)};
  std::array<way_state, 2> states_{};
  std::vector<known_way> known_;  // by the index of the target's id
  std::uint32_t routes_seen_ = 1;
  core::instant asked_{};
};

}  // namespace reachd::probe
