// SPDX-License-Identifier: Apache-2.0
// Keeps what is known of the targets across restarts. Role: reads the state file before the targets start, gives each
// what is remembered of it, and saves all of them every minute and at the end: copied on the loop in bounded pieces,
// put together and written on the pool. Owner: runtime. Invariant: whatever is wrong with file or disk, the daemon runs
// on; it is said once, and counted.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/journal.hpp"
#include "daemon/log.hpp"
#include "daemon/state_file.hpp"
#include "daemon/state_lock.hpp"
#include "metrics/self_numbers.hpp"
#include "probe/target_set.hpp"
#include "state/book.hpp"
#include "uv/loop.hpp"

namespace reachd::daemon {

class state_keeper {
 public:
  /// `folder`: the state directory; empty: nothing is kept.
  state_keeper(uv::loop& loop, probe::target_set& targets, journal& gaps, log& out, const std::string& folder,
               core::nanoseconds every = std::chrono::minutes(1));

  /// Reads the file, at once: nothing is probed yet, and a scrape must not come before the targets. A file that cannot
  /// be used is set aside, with one line. Where another process keeps its state, nothing is read or saved.
  void load();
  /// Gives `plan` what is remembered of such a target; valid until all_started().
  void recall(probe::target_plan& plan);
  /// The addresses of a name that were targets of their own (see daemon/spread_names); valid until all_started().
  std::vector<core::address> parts_of(const probe::target_plan& whole);
  /// All targets have been added: says how many go on, and forgets the others.
  void all_started();

  /// Saves at once and then every minute, until stopped; a save that is under way is finished, within five seconds.
  async::task<void> run();
  /// Saves once more, when nothing is in flight any more; takes five seconds at most.
  async::task<void> save_last();

  metrics::state_numbers numbers() const { return numbers_; }

 private:
  state::moment present() const;
  state::head head_at(const state::moment& now, bool at_end) const;
  /// No longer than `piece` a turn.
  async::task<core::result<void>> save(core::nanoseconds piece, bool at_end);
  /// False, and logged, when another process has the directory.
  bool lock();
  void note(const core::result<void>& saved);

  uv::loop* loop_;
  probe::target_set* targets_;
  journal* journal_;
  log* out_;
  core::nanoseconds every_;
  std::optional<state_file> file_;
  std::string folder_;
  state_lock lock_;  // of the folder
  std::uint64_t boot_ = 0;
  std::optional<state::book> book_;  // while the targets start
  /// By the identity of a name: its parts in the book. Empty until somebody asks.
  std::optional<std::unordered_map<std::string, std::vector<core::address>>> parts_;
  stats::time_base base_;  // of the book
  core::wall_time started_{};
  std::size_t continued_ = 0;
  bool abandoned_ = false;  // a write that did not end in time may still be at it
  std::string failing_;     // why the latest save failed
  metrics::state_numbers numbers_;
};

}  // namespace reachd::daemon
