// SPDX-License-Identifier: Apache-2.0
// How a running daemon shows itself to the service manager. Role: says that it is ready, how its targets are in one
// line, and keeps the watchdog fed. Owner: the composition root; works on the loop thread. Invariant: without a manager
// it does nothing.
#pragma once

#include "daemon/watchdog.hpp"
#include "probe/target_set.hpp"

namespace reachd::daemon {

class supervision {
 public:
  supervision(async::scheduler& clock, probe::target_set& shown, service_manager manager);
  supervision(const supervision&) = delete;
  supervision& operator=(const supervision&) = delete;

  const service_manager& manager() const { return manager_; }

  /// To be started when sockets and listeners are open: says so and goes on until stopped.
  async::task<void> run();
  void turn_began(core::instant now, core::nanoseconds lag) { watchdog_.turn_began(now, lag); }

 private:
  async::task<void> show_status();

  async::scheduler* clock_;
  probe::target_set* shown_;
  service_manager manager_;
  watchdog watchdog_;
  std::string last_;
};

}  // namespace reachd::daemon
