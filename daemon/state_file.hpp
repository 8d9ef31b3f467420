// SPDX-License-Identifier: Apache-2.0
// The file `state` of a state directory. Role: reads and replaces it as a whole, on a thread of the pool; may wait for
// the disk. Owner: state_keeper. Invariant: at every moment the file is either the old one or the new one, whole, also
// after a kill or a power cut: a temporary file is written, flushed, renamed over it, and the directory is flushed.
#pragma once

#include <optional>
#include <string>

#include "core/error.hpp"
#include "state/book_writer.hpp"

namespace reachd::daemon {

class state_file {
 public:
  explicit state_file(const std::string& folder);

  const std::string& path() const { return path_; }
  /// nullopt when there is none. What is no plain file, or larger than any state, is an error.
  core::result<std::optional<state::bytes>> read() const;
  core::result<void> write(const state::bytes& content) const;
  /// Renames a file that cannot be used, so that the next write does not destroy it; where it is now.
  core::result<std::string> set_aside() const;

 private:
  std::string folder_;
  std::string path_;
  std::string temporary_;
};

/// Names the boot of the machine; 0 when the kernel does not say.
std::uint64_t this_boot();

}  // namespace reachd::daemon
