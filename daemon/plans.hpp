// SPDX-License-Identifier: Apache-2.0
// From what was written to what is probed. Role: the one place that knows both the settings and the plans.
#pragma once

#include "config/settings.hpp"
#include "probe/target.hpp"

namespace reachd::daemon {

probe::target_plan plan_of(const config::target_settings& written);

/// How often the loop will be asked to send echo requests.
struct echo_load {
  double per_second = 0;
  core::nanoseconds smallest_interval = std::chrono::hours(24);  // of all kinds of probe
};
/// Echo requests a second of one target; 0 of another kind, and while it is paused.
double echoes_per_second(const config::target_settings& of);
/// One that spreads counts once.
echo_load load_of(const std::vector<config::target_settings>& targets);

}  // namespace reachd::daemon
