// SPDX-License-Identifier: Apache-2.0
// One JSON line per ended probe, for checking reachd against the wire. Role: the loop appends to memory, the pool
// writes to the file. Owner: runtime. Invariant: lines are whole and in the order in which probes ended; when the file
// cannot take them fast enough, at most 64 MiB wait and what is more is dropped and counted, never the probing. Keys:
// target, seq, sent_ns (CLOCK_REALTIME; null when nothing was sent), rtt_ns (null without a reply), outcome, stamps
// (who stamped the request and the reply: kernel, user or none).
#pragma once

#include <string>

#include "core/error.hpp"
#include "core/outcome.hpp"
#include "core/unique_fd.hpp"

namespace reachd::daemon {

class probe_log {
 public:
  /// Opens `path` for appending.
  static core::result<probe_log> open(const std::string& path);

  void add(const std::string& target, std::uint64_t sequence, const core::probe_result& how);
  std::uint64_t dropped() const { return dropped_; }
  /// Lines that wait, to be written by write_all; empty afterwards.
  std::string take() { return std::exchange(waiting_, {}); }
  int fd() const { return file_.get(); }

 private:
  explicit probe_log(core::unique_fd file) : file_(std::move(file)) {}

  core::unique_fd file_;
  std::string waiting_;
  std::uint64_t dropped_ = 0;
};

/// Writes all of `lines`. For a thread of the pool, or the end of the program. 0 or errno.
int write_all(int fd, std::string_view lines);

/// The line of one probe, with its newline.
std::string probe_line(const std::string& target, std::uint64_t sequence, const core::probe_result& how);

}  // namespace reachd::daemon
