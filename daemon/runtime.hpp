// SPDX-License-Identifier: Apache-2.0
// The composition root: every part of the running program and what each is given. Role: opens what is needed, starts
// the targets, serves the page and takes it all down again. Owner: main. Invariant: members are declared in the order
// in which they need each other; run() returns when nothing is in flight any more.
#pragma once

#include "config/load.hpp"
#include "daemon/echo_lanes.hpp"
#include "daemon/echo_sockets.hpp"
#include "daemon/journal.hpp"
#include "daemon/live_targets.hpp"
#include "daemon/metrics_page.hpp"
#include "daemon/reloader.hpp"
#include "daemon/reporter.hpp"
#include "daemon/state_keeper.hpp"
#include "daemon/supervision.hpp"
#include "daemon/way_out.hpp"
#include "daemon/web_access.hpp"
#include "http/server.hpp"
#include "probe/echo.hpp"
#include "probe/gateway_names.hpp"
#include "probe/name_query.hpp"
#include "probe/plugin_run.hpp"
#include "probe/resolver_names.hpp"
#include "probe/tcp.hpp"
#include "probe/web_request.hpp"
#include "uv/child_starter.hpp"
#include "uv/signals.hpp"
#include "uv/system_lookup.hpp"

namespace reachd::daemon {

/// What a run begins with.
struct start {
  std::string file;
  live_targets::shared_settings wanted;
  config::footprint read;  // what `wanted` came from
  std::string socket;      // the path of the control socket; empty: none
  std::string state_dir;   // empty: nothing outlives the program
};

class runtime final : private uv::turn_observer {
 public:
  /// `probes` may be nullptr.
  runtime(uv::loop& loop, const icmp::run_secret& secret, start begin, log& out, probe_log* probes);
  ~runtime();

  /// Opens the listeners; false, and logged, when the program cannot go on.
  bool listen();
  const std::vector<core::endpoint>& endpoints() const { return server_.endpoints(); }
  /// Probes the targets until SIGTERM or SIGINT, then ends what is in flight as `stopped`. SIGHUP is a reload.
  async::task<void> run();

 private:
  http::routes pages();
  async::task<http::response> index();
  void start_targets();
  void configured(const config::settings& now, const echo_load& load);
  void expect(double echoes_per_second);
  void parts_changed();
  /// The error is that of TLS: then all is as before.
  core::result<void> admit_as(const config::settings& now);
  async::task<int> wait_for_the_end(uv::signals& signals);
  async::task<void> shut_down();
  metrics::self_numbers numbers();
  void turn_began(core::nanoseconds lag) override;
  void was_suspended(core::nanoseconds how_long) override;

  uv::loop* loop_;
  start begin_;
  log* out_;
  probe_log* probes_;
  metrics::self_metrics self_;
  metrics::latency_histogram loop_lag_;
  journal journal_;
  reporter reporter_;
  probe::recorder record_;
  probe::target_set targets_;
  supervision supervision_;
  state_keeper state_;
  echo_sockets sockets_;
  icmp::pinger pinger_;
  echo_lanes lanes_;
  probe::echo echo_;
  probe::tls_contexts contexts_;
  fetch::client web_;
  probe::tcp tcp_;
  uv::child_starter programs_;
  probe::plugin_run plugins_;
  probe::name_query name_queries_;
  uv::system_lookup lookups_;
  uv::resolver resolver_;
  way_out way_out_;
  probe::resolver_names resolved_;
  probe::gateway_names names_;
  probe::web_request web_requests_;
  probe::target_set::means means_;
  live_targets live_;
  reloader reloads_;
  async::semaphore scrapes_;
  async::semaphore probes_asked_for_;
  scraped scraped_;
  echo_load load_;       // of the configuration
  double expected_ = 0;  // echo requests a second, with those of all parts of names
  web_access access_;
  http::server server_;
};

}  // namespace reachd::daemon
