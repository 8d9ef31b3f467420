// SPDX-License-Identifier: Apache-2.0
// What a configuration was read from. Role: tells whether a file that was touched says something new, and which folders
// to watch for such touches. Owner: load_result. Invariant: two equal hashes come from the same texts under the same
// paths (64 bits, not against an adversary: who writes the files commands the daemon anyway).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace reachd::config {

class footprint {
 public:
  /// `path` was read, or could not be. It counts under its own name and under the one its symbolic links lead to.
  void read(const std::string& path, std::string_view text);
  /// All that matches the glob `pattern` was looked for.
  void looked_for(const std::string& pattern);

  std::uint64_t hash() const { return hash_; }
  /// Of each folder (paths, `.` included) the names that matter, as globs of fnmatch(3).
  const std::map<std::string, std::set<std::string>>& folders() const { return folders_; }
  /// Whether `name` in `folder` may be a part of the configuration. `..data` may: it is how Kubernetes swaps a folder.
  bool concerns(const std::string& folder, const std::string& name) const;

  /// Size, time and inode of each file as they are now: differs from before when a file was touched. Cheap: it reads
  /// no file.
  std::uint64_t touched() const;

 private:
  void note(std::string_view path);

  std::uint64_t hash_ = 0;
  std::map<std::string, std::set<std::string>> folders_;
  std::set<std::string> paths_;
};

}  // namespace reachd::config
