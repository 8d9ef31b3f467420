// SPDX-License-Identifier: Apache-2.0
#include "daemon/supervision.hpp"

#include <algorithm>
#include <utility>

#include "async/sleep.hpp"
#include "daemon/state_tally.hpp"

namespace reachd::daemon {
namespace {

constexpr core::nanoseconds between_looks = std::chrono::seconds(1);

}  // namespace

supervision::supervision(async::scheduler& clock, probe::target_set& shown, service_manager manager)
    : clock_(&clock), shown_(&shown), manager_(std::move(manager)), watchdog_(manager_) {}

async::task<void> supervision::run() {
  if (!manager_.present()) co_return;
  // The loop turns at least this often, so that the watchdog is fed also while no probe is due.
  const core::nanoseconds pause = std::min(between_looks, manager_.watchdog().value_or(between_looks) / 8);
  bool ready = manager_.ready();
  core::instant next_look = clock_->now();
  for (bool awake = true; awake;) {
    if (!ready) ready = manager_.ready();
    if (clock_->now() >= next_look) {
      next_look = clock_->now() + between_looks;
      co_await show_status();
    }
    const core::instant again = clock_->now() + pause;
    const bool slept = co_await async::sleep_until(*clock_, again);
    awake = slept;
  }
}

async::task<void> supervision::show_status() {
  const state_tally tally = co_await count_states(*clock_, *shown_);
  std::string line = tally.text();
  if (line == last_ || !manager_.status(line)) co_return;
  last_ = std::move(line);
}

}  // namespace reachd::daemon
