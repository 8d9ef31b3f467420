// SPDX-License-Identifier: Apache-2.0
// One thing that is watched. Role: what the schedule, the probes and the statistics of one target share.
// Owner: target_set; others name it by its id, never by pointer across turns. Invariant: `work` is empty before the
// target is destroyed, and every probe that began has ended in `series`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "async/alarm.hpp"
#include "async/scope.hpp"
#include "core/address.hpp"
#include "core/families.hpp"
#include "core/outcome.hpp"
#include "options/kind.hpp"
#include "options/options.hpp"
#include "probe/memory.hpp"
#include "probe/schedule.hpp"
#include "stats/bursts.hpp"
#include "stats/readings.hpp"
#include "stats/series.hpp"
#include "stats/witness_log.hpp"

namespace reachd::probe {

using options::kind;

/// What a target is to be, from the configuration. Durations are positive, counts at least 1.
struct target_plan {
  std::string name;
  std::string host;                               // literal address or DNS name
  core::families families = core::families::any;  // of the addresses of a name
  kind probe = kind::icmp;
  std::uint16_t port = 0;
  options::any asks;  // of that kind, or none
  core::nanoseconds interval{};
  core::nanoseconds timeout{};
  core::nanoseconds retry{};
  std::uint32_t down_after = 3;
  std::uint32_t up_after = 2;
  bool paused = false;
  std::optional<core::address> pinned;    // the one of its host that is meant: nothing is looked up
  bool stands_in = false;                 // for targets that are not known yet: not probed, and nothing is looked up
  std::optional<core::target_id> parent;  // what stands before it
  std::optional<memory> before;           // what an earlier process remembered of it
};

struct target {
  target(async::scheduler& clock, target_plan plan, core::target_id as);

  /// The next probe is due at `sooner` if that is before its due time.
  void bring_forward(core::instant sooner);
  /// Is as `plan` says from `now` on, but for probe, host, port, `paused` and parent. The next probe stays due when it
  /// was, unless that is further away than its new interval; the one after it is on its phase.
  void replan(target_plan plan, core::instant now);
  /// Probes at each due time, and from one of them to the next.
  options::burst burst() const;
  /// Before the first probe, or after a pause.
  stats::state first_state() const;
  /// Its host is a name, so its address is looked up and may be another one tomorrow.
  bool is_named() const { return !pinned && !core::family_of_literal(host); }
  /// It waits for no lookup.
  bool can_be_probed() const { return address.has_value() || !options::goes_to_address(probe); }

  core::target_id id;
  kind probe;
  core::families families;
  bool paused;
  bool pinned;
  bool stands_in;
  bool waits_for_verdict = false;  // see upstream
  bool leaving = false;            // removed; what it had in flight is ending
  bool settling = false;           // see target_set
  std::uint16_t port;
  std::uint32_t max_in_flight;
  std::string name;
  std::string host;
  options::any asks;
  std::shared_ptr<const stats::readings> readings;  // of the probe that ended last; nullptr: it has none
  core::nanoseconds timeout;
  probe::schedule schedule;
  stats::series series;
  std::unique_ptr<stats::bursts> bursts;  // nullptr: a probe at each due time
  stats::witness_log as_witness;          // for those that it stands before
  std::optional<core::target_id> parent;
  std::optional<core::address> address;  // the last good one
  core::instant due{};                   // of the next probe, or burst
  core::instant begun_due{};             // of the one begun last
  core::instant begun_at{};              // when that one was begun
  async::alarm alarm;                    // set for `due`
  async::scope work;                     // the watch and every probe that is a task
};

}  // namespace reachd::probe
