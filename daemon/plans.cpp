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

echo_load load_of(const std::vector<config::target_settings>& targets) {
  echo_load load;
  for (const config::target_settings& each : targets) {
    if (each.paused) continue;
    load.smallest_interval = std::min({load.smallest_interval, each.interval, each.retry});
    if (each.probe != options::kind::icmp) continue;
    const auto* const asked = options::get<options::icmp>(each.asks);
    const options::burst burst = asked != nullptr ? asked->burst : options::burst{};
    load.per_second += burst.count / core::to_seconds(each.interval);
    if (burst.count > 1) load.smallest_interval = std::min(load.smallest_interval, burst.gap);
  }
  return load;
}

}  // namespace reachd::daemon
