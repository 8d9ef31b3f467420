// SPDX-License-Identifier: Apache-2.0
#include "daemon/plans.hpp"

#include <algorithm>

namespace reachd::daemon {

probe::target_plan plan_of(const config::target_settings& written) {
  probe::target_plan plan;
  plan.name = written.name;
  plan.host = written.host;
  plan.families = written.family;
  plan.probe = written.probe;
  plan.port = written.port;
  plan.asks = written.asks;
  plan.interval = written.interval;
  plan.timeout = written.timeout;
  plan.retry = written.retry;
  plan.down_after = written.down_after;
  plan.up_after = written.up_after;
  plan.paused = written.paused;
  return plan;
}

double echoes_per_second(const config::target_settings& of) {
  if (of.probe != options::kind::icmp || of.paused) return 0;
  const auto* const asked = options::get<options::icmp>(of.asks);
  return (asked != nullptr ? asked->burst.count : 1) / core::to_seconds(of.interval);
}

echo_load load_of(const std::vector<config::target_settings>& targets) {
  echo_load load;
  for (const config::target_settings& each : targets) {
    if (each.paused) continue;
    load.smallest_interval = std::min({load.smallest_interval, each.interval, each.retry});
    load.per_second += echoes_per_second(each);
    const auto* const asked = options::get<options::icmp>(each.asks);
    const bool in_bursts = asked != nullptr && asked->burst.count > 1;
    if (in_bursts) load.smallest_interval = std::min(load.smallest_interval, asked->burst.gap);
  }
  return load;
}

}  // namespace reachd::daemon
