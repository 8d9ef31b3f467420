// SPDX-License-Identifier: Apache-2.0
// The service manager's end of sd_notify, for tests: a datagram socket with a path in a private folder, or an abstract
// name.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "core/unique_fd.hpp"

namespace reachd::test {

class notify_socket {
 public:
  explicit notify_socket(bool abstract = false) : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    if (::mkdtemp(folder_.data()) == nullptr) throw std::runtime_error("no temporary folder");
    name_ = (abstract ? "@" : "") + folder_ + "/notify";
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    std::ranges::copy(name_, at.sun_path);
    if (abstract) at.sun_path[0] = '\0';
    const std::size_t length = offsetof(sockaddr_un, sun_path) + name_.size();
    if (::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&at), static_cast<socklen_t>(length)) != 0)
      throw std::runtime_error("no notify socket");
  }
  notify_socket(const notify_socket&) = delete;
  notify_socket& operator=(const notify_socket&) = delete;
  ~notify_socket() {
    ::unlink(name_.c_str());
    ::rmdir(folder_.c_str());
  }

  /// As in $NOTIFY_SOCKET.
  const std::string& name() const { return name_; }
  /// The oldest message; empty: there is none.
  std::string next() const {
    std::string message(4096, '\0');
    const auto length = ::recv(fd_.get(), message.data(), message.size(), 0);
    message.resize(static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
    return message;
  }

 private:
  std::string folder_ = "/tmp/reachd-notify-XXXXXX";
  std::string name_;
  core::unique_fd fd_;
};

}  // namespace reachd::test
