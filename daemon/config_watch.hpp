// SPDX-License-Identifier: Apache-2.0
// Notices that the configuration may have changed. Role: follows the folders it was read from: a file that was
// replaced, written in place or swapped by Kubernetes. Tells when nothing was touched for 200 ms and no writer has one
// of the files open, so that no half of a file is read. Every 30 s it looks by itself, for folders that tell nothing
// (NFS, or no inotify left). Owner: reloader. Whether the content is another one is for who is told to find out.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "async/alarm.hpp"
#include "config/footprint.hpp"
#include "daemon/log.hpp"
#include "uv/directory_watch.hpp"

namespace reachd::daemon {

class config_watch {
 public:
  static constexpr core::nanoseconds settles_after = std::chrono::milliseconds(200);
  static constexpr core::nanoseconds looks_every = std::chrono::seconds(30);
  /// Touched again and again, it is told so late at the latest.
  static constexpr core::nanoseconds tells_within = std::chrono::seconds(2);
  /// Who has a file open for longer without a write holds up nobody any more.
  static constexpr core::nanoseconds waits_for_writer = std::chrono::minutes(5);

  config_watch(uv::loop& loop, log& out, std::function<void()> touched);

  /// From now on what `read` names, which was read when `read.touched()` was `touched_as`.
  void follow(config::footprint read, std::uint64_t touched_as);
  /// Until stopped.
  async::task<void> run();

 private:
  void happened(const uv::directory_event& event);
  void open();
  /// Both: when to look next.
  core::instant tell_if_settled();
  core::instant compare(std::uint64_t touched_as);

  uv::loop* loop_;
  log* out_;
  std::function<void()> tell_;
  std::unique_ptr<uv::directory_watch> watch_;
  std::shared_ptr<const config::footprint> followed_;
  std::uint64_t touched_as_ = 0;
  std::map<std::string, core::instant> being_written_;  // since the last write
  std::set<std::string> told_;                          // problems
  bool touched_ = false;
  core::instant touched_at_{};
  core::instant first_touched_at_{};  // since it was told last
  std::uint64_t looked_as_ = 0;       // the last look by ourselves
  async::alarm alarm_;
};

}  // namespace reachd::daemon
