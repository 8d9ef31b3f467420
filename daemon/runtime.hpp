// SPDX-License-Identifier: Apache-2.0
// The composition root: every part of the running program and what each is given. Role: opens what is needed, starts
// the targets, serves the page and takes it all down again. Owner: main. Invariant: members are declared in the order
// in which they need each other; run() returns when nothing is in flight any more.
#pragma once

#include "config/settings.hpp"
#include "daemon/echo_sockets.hpp"
#include "daemon/journal.hpp"
#include "daemon/metrics_page.hpp"
#include "daemon/reporter.hpp"
#include "daemon/state_keeper.hpp"
#include "daemon/way_out.hpp"
#include "http/server.hpp"
#include "probe/echo.hpp"
#include "probe/gateway_names.hpp"
#include "probe/resolver_names.hpp"
#include "probe/tcp.hpp"
#include "uv/system_lookup.hpp"

namespace reachd::daemon {

class runtime final : private uv::turn_observer {
 public:
  /// `probes` may be nullptr; without `state_dir` nothing outlives the program.
  runtime(uv::loop& loop, const icmp::run_secret& secret, log& out, probe_log* probes,
          const std::string& state_dir = {});
  ~runtime();

  /// Opens the listeners; false, and logged, when the program cannot go on.
  bool listen(const config::settings& wanted);
  const std::vector<core::endpoint>& endpoints() const { return server_.endpoints(); }
  /// Probes the targets of `wanted` until SIGTERM or SIGINT, then ends what is in flight as `stopped`.
  async::task<void> run(const config::settings& wanted);

 private:
  http::routes pages();
  void start_targets(const config::settings& wanted);
  void name_relations(const config::settings& wanted);
  async::task<void> shut_down();
  metrics::self_numbers numbers();
  void turn_began(core::nanoseconds lag) override;
  void was_suspended(core::nanoseconds how_long) override;

  uv::loop* loop_;
  log* out_;
  probe_log* probes_;
  metrics::self_metrics self_;
  metrics::latency_histogram loop_lag_;
  journal journal_;
  reporter reporter_;
  probe::recorder record_;
  probe::target_set targets_;
  state_keeper state_;
  std::vector<metrics::target_labels> labels_;
  echo_sockets sockets_;
  icmp::pinger pinger_;
  probe::echo echo_;
  probe::tcp tcp_;
  uv::system_lookup lookups_;
  uv::resolver resolver_;
  way_out way_out_;
  probe::resolver_names resolved_;
  probe::gateway_names names_;
  probe::target_set::means means_;
  async::semaphore scrapes_;
  scraped scraped_;
  http::server server_;
};

}  // namespace reachd::daemon
