// SPDX-License-Identifier: Apache-2.0
// Notices that the configuration may have changed. Role: follows the folders it was read from: a file that was
// replaced, written in place or swapped by Kubernetes. Tells when nothing was touched for 200 ms and no writer has one
// of the files open, so that no half of a file is read. Every 30 s it looks by itself, for folders that tell nothing
// (NFS, or no inotify left). Owner: reloader. Whether the content is another one is for who is told to find out.
#pragma once

#include <functional>
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

  config_watch(uv::loop& loop, log& out, std::function<void()> touched);

  /// From now on what `read` names, which was read when `read.touched()` was `touched_as`.
  void follow(config::footprint read, std::uint64_t touched_as);
  /// Until stopped.
  async::task<void> run();

 private:
  void happened(const uv::directory_event& event);
  void open();
  /// When to look next.
  core::instant tell_if_settled();

  uv::loop* loop_;
  log* out_;
  std::function<void()> tell_;
  std::unique_ptr<uv::directory_watch> watch_;
  std::shared_ptr<const config::footprint> followed_;
  std::uint64_t touched_as_ = 0;
  std::set<std::string> being_written_;
  std::set<std::string> told_;  // problems
  bool touched_ = false;
  core::instant touched_at_{};
  async::alarm alarm_;
};

}  // namespace reachd::daemon
