// SPDX-License-Identifier: Apache-2.0
#include "daemon/service_manager.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "daemon/environment.hpp"

namespace reachd::daemon {
namespace {

core::unique_fd connect_to(std::string_view name) {
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  const bool known = name.size() > 1 && (name.front() == '/' || name.front() == '@');
  if (!known || name.size() >= sizeof at.sun_path) return {};
  std::ranges::copy(name, at.sun_path);
  if (name.front() == '@') at.sun_path[0] = '\0';
  // An abstract name is as long as it says, a path ends with a zero.
  const std::size_t length = offsetof(sockaddr_un, sun_path) + name.size() + (name.front() == '/' ? 1 : 0);
  core::unique_fd made(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!made) return {};
  if (::connect(made.get(), reinterpret_cast<const sockaddr*>(&at), static_cast<socklen_t>(length)) != 0) return {};
  return made;
}

std::optional<core::nanoseconds> watchdog_of(const std::optional<std::string>& usec,
                                             const std::optional<std::string>& pid) {
  if (pid && number_in(*pid) != static_cast<std::uint64_t>(::getpid())) return std::nullopt;
  const auto wanted = usec ? number_in(*usec) : std::nullopt;
  constexpr std::uint64_t longest = 365ULL * 86'400 * 1'000'000;
  if (!wanted || *wanted == 0 || *wanted > longest) return std::nullopt;
  return std::chrono::microseconds(*wanted);
}

}  // namespace

service_manager::service_manager(std::string_view socket_name, std::optional<core::nanoseconds> watchdog)
    : socket_(connect_to(socket_name)), watchdog_(watchdog) {
  if (!socket_) watchdog_.reset();
}

service_manager service_manager::from_environment() {
  const auto name = take_from_environment("NOTIFY_SOCKET");
  const auto usec = take_from_environment("WATCHDOG_USEC");
  const auto pid = take_from_environment("WATCHDOG_PID");
  return service_manager(name.value_or(""), watchdog_of(usec, pid));
}

bool service_manager::reloading(core::instant now) const {
  const auto usec = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch());
  return send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec.count()));
}

bool service_manager::status(std::string_view line) const {
  std::string message = "STATUS=" + std::string(line);
  std::ranges::replace(message, '\n', ' ');
  return send(message);
}

bool service_manager::send(std::string_view message) const {
  if (!socket_) return true;
  const auto sent = ::send(socket_.get(), message.data(), message.size(), MSG_NOSIGNAL);
  return sent == static_cast<ssize_t>(message.size());
}

}  // namespace reachd::daemon
