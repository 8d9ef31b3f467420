// SPDX-License-Identifier: Apache-2.0
// The uplink of the running program and all it needs. Role: opens the routing table, judges the uplink as the
// configuration says, and stands before every target together with its parent. Owner: runtime. Invariant: where the
// kernel does not let us read the routing table that is said once, and no target is excused by it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "config/settings.hpp"
#include "daemon/journal.hpp"
#include "probe/gateway_uplink.hpp"
#include "probe/kernel_ways.hpp"
#include "probe/target_uplink.hpp"
#include "probe/upstream.hpp"
#include "uv/readable.hpp"

namespace reachd::daemon {

class way_out final : private async::turn_port {
 public:
  way_out(uv::loop& loop, log& out);
  way_out(const way_out&) = delete;
  way_out& operator=(const way_out&) = delete;

  /// Of the default routes; empty where there are none, or nothing is known.
  std::vector<core::address> gateways() const;
  struct parts {
    icmp::pinger& pinger;
    probe::target_set& targets;
    probe::recorder& record;
    probe::uplink_observer& observer;  // told of outages
  };
  /// Before the first target is added. What `with` names outlives this.
  void judge_by(config::uplink_settings::mode by, const parts& with);
  /// The configuration has changed; `witnesses`: the targets that `uplink: targets` names.
  void change(config::uplink_settings::mode by, std::vector<core::target_id> witnesses);
  /// Until stopped.
  async::task<void> run();
  /// What is known may be wrong by now.
  void distrust();

  std::vector<metrics::uplink_number> numbers();

 private:
  /// Reads the routing table again where it changed, turn by turn while it is large, whoever wants to know of it.
  bool drain(core::instant begun) override;
  bool flush() override { return true; }
  void build();

  uv::loop* loop_;
  std::unique_ptr<route::table> table_;
  std::optional<uv::wake_on_readable> readable_;
  core::instant refused_{};  // when the kernel last did not let us read it
  std::optional<probe::kernel_ways> ways_;
  probe::no_uplink none_;
  std::unique_ptr<probe::gateway_uplink> gateways_;
  std::unique_ptr<probe::target_uplink> witnesses_;
  std::optional<probe::upstream> upstream_;
  std::optional<parts> with_;
  config::uplink_settings::mode by_ = config::uplink_settings::mode::off;
  async::event changed_;
  std::vector<core::target_id> named_;
};

}  // namespace reachd::daemon
