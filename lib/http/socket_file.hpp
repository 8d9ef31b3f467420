// SPDX-License-Identifier: Apache-2.0
// The file of a Unix socket. Invariant: removed when its last owner ends, if the path still leads to it.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>

namespace reachd::http {

/// Whether that socket is of AF_UNIX, which only this machine can reach.
bool is_unix_socket(int fd);

class socket_file {
 public:
  socket_file() = default;
  /// Of the socket that was bound to `path`.
  explicit socket_file(std::string path);
  socket_file(socket_file&& other) noexcept
      : path_(std::exchange(other.path_, {})), device_(other.device_), inode_(other.inode_) {}
  socket_file& operator=(socket_file&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(device_, other.device_);
    std::swap(inode_, other.inode_);
    return *this;
  }
  socket_file(const socket_file&) = delete;
  socket_file& operator=(const socket_file&) = delete;
  ~socket_file();

 private:
  std::string path_;  // empty: none
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace reachd::http
