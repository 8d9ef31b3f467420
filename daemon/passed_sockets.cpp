// SPDX-License-Identifier: Apache-2.0
#include "daemon/passed_sockets.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "daemon/environment.hpp"

namespace reachd::daemon {
namespace {

constexpr int first_passed = 3;  // SD_LISTEN_FDS_START
constexpr std::uint64_t most_passed = 1024;

/// The names stand between colons, one a descriptor.
std::string take_name(std::string& names) {
  const std::size_t end = std::min(names.find(':'), names.size());
  std::string name = names.substr(0, end);
  names.erase(0, end + 1);
  return name;
}

}  // namespace

std::vector<passed_socket> take_passed_sockets() {
  const auto count = take_from_environment("LISTEN_FDS");
  const auto pid = take_from_environment("LISTEN_PID");
  std::string names = take_from_environment("LISTEN_FDNAMES").value_or("");
  const bool ours = count && pid && number_in(*pid) == static_cast<std::uint64_t>(::getpid());
  const std::uint64_t passed = ours ? std::min(number_in(*count).value_or(0), most_passed) : 0;
  std::vector<passed_socket> taken;
  for (int fd = first_passed; fd < first_passed + static_cast<int>(passed); ++fd) {
    std::string name = take_name(names);
    if (::fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) continue;
    taken.push_back({core::unique_fd(fd), std::move(name)});
  }
  return taken;
}

}  // namespace reachd::daemon
