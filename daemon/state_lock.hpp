// SPDX-License-Identifier: Apache-2.0
// The file `lock` of a state directory. Role: keeps two processes from replacing each other's state file in turns.
// Owner: state_keeper. Invariant: an advisory lock (flock(2)) of the open file, so it goes with the process, however
// that ends; the file stays and means nothing by itself.
#pragma once

#include <optional>
#include <string>

#include "core/unique_fd.hpp"

namespace reachd::daemon {

class state_lock {
 public:
  /// Takes it and does not wait. The number of the process that has it, `unknown` where the file does not tell;
  /// nullopt: nobody else has. Where nothing can be locked (no such directory, a file system without locks) nobody has
  /// either: the first save tells what is wrong there.
  std::optional<std::string> take(const std::string& folder);
  void release() { held_.reset(); }

 private:
  core::unique_fd held_;
};

}  // namespace reachd::daemon
