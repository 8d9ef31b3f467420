// SPDX-License-Identifier: Apache-2.0
// Reading a file that decides what the daemon does. Role: nothing but a regular file of ours is read, and nothing that
// waits: a FIFO, a terminal or a directory is refused, not opened for good. A file that others could change is
// refused, because its writer would command the daemon.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <expected>
#include <string>

#include "config/problem.hpp"

namespace reachd::config {

struct file_content {
  std::string text;
  dev_t device = 0;  // with `inode`: which file it is, whatever path led to it
  ino_t inode = 0;
};

/// The whole file, at most `most_bytes`. A complaint when it is missing, unreadable, no regular file, too big, owned
/// by anyone but root and our effective user, or writable by its group or by others. Symbolic links are followed.
std::expected<file_content, complaint> read_file(const std::string& path, std::size_t most_bytes);

/// Whether a file with this status may be obeyed by a process of the effective user `us`; the complaint says why not.
std::expected<void, complaint> check_trust(const std::string& path, const struct stat& status, uid_t us);

}  // namespace reachd::config
