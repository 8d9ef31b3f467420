// SPDX-License-Identifier: Apache-2.0
#include "http/adopted_socket.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>

namespace reachd::http {
namespace {

core::error refusal(int fd, const std::string& why) {
  return core::error("cannot serve on descriptor " + std::to_string(fd) + ": " + why);
}

std::uint16_t port_of(const core::socket_address& at) {
  return at.storage.ss_family == AF_INET6 ? ntohs(reinterpret_cast<const sockaddr_in6*>(at.get())->sin6_port)
                                          : ntohs(reinterpret_cast<const sockaddr_in*>(at.get())->sin_port);
}

bool is_listening_stream(int fd) {
  int kind = 0, listening = 0;
  socklen_t length = sizeof kind;
  if (::getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &length) != 0) return false;
  length = sizeof listening;
  if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) != 0) return false;
  return kind == SOCK_STREAM && listening != 0;
}

}  // namespace

core::result<listen_socket> adopt_socket(core::unique_fd fd) {
  const int number = fd.get();
  core::socket_address real;
  real.length = sizeof real.storage;
  if (::getsockname(number, reinterpret_cast<sockaddr*>(&real.storage), &real.length) != 0)
    return std::unexpected(core::error::from_errno("cannot serve on descriptor " + std::to_string(number), errno));
  const auto address = core::address::from(real.get());
  if (!address) return std::unexpected(refusal(number, "it is no IPv4 or IPv6 socket"));
  if (!is_listening_stream(number)) return std::unexpected(refusal(number, "it is no TCP socket that listens"));
  const int flags = ::fcntl(number, F_GETFL);
  if (flags < 0 || ::fcntl(number, F_SETFL, flags | O_NONBLOCK) != 0 || ::fcntl(number, F_SETFD, FD_CLOEXEC) != 0)
    return std::unexpected(core::error::from_errno("cannot serve on descriptor " + std::to_string(number), errno));
  return listen_socket{std::move(fd), {*address, port_of(real)}};
}

}  // namespace reachd::http
