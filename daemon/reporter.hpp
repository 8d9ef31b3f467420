// SPDX-License-Identifier: Apache-2.0
// Turns what happens to targets into log lines. Role: one line per state change with its reason, one per problem.
// Owner: runtime. Invariant: nothing is logged per packet; a reason that recurs is said once a minute with its count.
#pragma once

#include "daemon/crowd_log.hpp"
#include "daemon/log.hpp"
#include "daemon/probe_log.hpp"
#include "daemon/problem_log.hpp"
#include "daemon/program_log.hpp"
#include "metrics/latency_histogram.hpp"
#include "probe/recorder.hpp"

namespace reachd::daemon {

class reporter final : public probe::target_observer {
 public:
  /// `probes` may be nullptr.
  reporter(log& out, async::scheduler& clock, probe_log* probes)
      : out_(&out), clock_(&clock), probes_(probes), programs_(out, crowds_) {}

  /// Says how many more there were of what came in crowds, every second. Until stopped.
  async::task<void> say_crowds();

  const metrics::latency_histogram& send_lateness() const { return send_lateness_; }

 private:
  void probe_sent(const probe::target&, core::nanoseconds lateness) override { send_lateness_.record(lateness); }
  void probe_ended(const probe::target& probed, std::uint64_t sequence, const core::probe_result& how) override;
  void late_reply(const probe::target&, std::uint64_t, core::nanoseconds) override {}
  void duplicate_reply(const probe::target&, std::uint64_t) override {}
  void state_changed(const probe::target& changed, stats::state_change change,
                     const core::probe_result* cause) override;
  void lookup_failed(const probe::target& named, const std::string& problem, bool changed_since) override;
  void address_changed(const probe::target& named) override;
  void part_added(const std::string& name, const core::address& part) override;
  void part_removed(const std::string& name, const core::address& part) override;
  void parts_left_out(const std::string& name, std::size_t count) override;
  void spread_lookup_failed(const std::string& name, const std::string& problem, bool changed_since,
                            std::size_t kept) override;

  log* out_;
  void say_down(const probe::target& down, stats::state_change change, const core::probe_result* cause);
  void say_up_again(const probe::target& up);
  void say_other(const probe::target& changed, stats::state_change change, const core::probe_result* cause);
  void say_part(const char* message, const std::string& name, const core::address& part);

  async::scheduler* clock_;
  probe_log* probes_;
  problem_log problems_;
  crowd_log crowds_;
  program_log programs_;
  metrics::latency_histogram send_lateness_;
};

/// How a probe ended, for people: "lost", "unreachable: ICMP type 3 code 1 from 192.0.2.254", "local_error EPERM",
/// "mismatch: the status is 503, expected 200-299". `problem`: of stats::readings, where there are any.
std::string reason_of(const core::probe_result* cause, std::string_view problem = {});

/// The words for one that ended as local_error: it could not be sent, or its answer not be seen.
std::string_view words_for(const core::probe_result& local_error);

}  // namespace reachd::daemon
