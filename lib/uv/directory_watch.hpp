// SPDX-License-Identifier: Apache-2.0
// What happens to the names in some folders. Role: the kernel's word that a file may have changed; inotify itself and
// not uv_fs_event, which hides whether a writer has closed its file. Owner: who wants to know; it outlives this.
// Invariant: the sink is called inside a turn, never in a callback. Source: inotify(7).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/unique_fd.hpp"
#include "uv/readable.hpp"

namespace reachd::uv {

struct directory_event {
  enum class kind : std::uint8_t {
    changed,  // written and closed, created, moved, removed, or its attributes were changed
    writing,  // written to, and not closed yet
    lost,     // events were lost, or a folder itself went: anything may have changed
  };
  kind what = kind::changed;
  std::string folder;  // as it was given
  std::string name;    // in that folder; empty with `lost`
};

class directory_watch final : private async::turn_port {
 public:
  using sink = std::function<void(const directory_event&)>;

  /// An error when the kernel grants no inotify instance (its limit is per user).
  static core::result<std::unique_ptr<directory_watch>> open(loop& on, sink to);
  /// `fd` is an inotify instance that does not block.
  directory_watch(loop& on, core::unique_fd fd, sink to);
  directory_watch(const directory_watch&) = delete;
  directory_watch& operator=(const directory_watch&) = delete;

  /// Watches these folders and no others; those that are watched already stay so without a gap. What cannot be
  /// watched, such as a folder that is not there, is given back with the reason.
  std::vector<core::error> watch(const std::vector<std::string>& folders);

 private:
  bool drain(core::instant begun) override;
  bool flush() override { return true; }
  void read_events(const char* from, std::size_t size);
  void tell(int descriptor, std::uint32_t mask, const char* name);

  core::unique_fd fd_;
  wake_on_readable readable_;
  sink to_;
  std::map<std::string, int> folders_;
  std::multimap<int, std::string> names_;  // several paths may lead to one folder
};

}  // namespace reachd::uv
