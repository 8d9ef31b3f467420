// SPDX-License-Identifier: Apache-2.0
#include "http/listen_socket.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <string>

namespace reachd::http {
namespace {

std::string advice(int code, const core::endpoint& at) {
  const std::string port = std::to_string(at.port);
  switch (code) {
    case EADDRINUSE:
      return "; another program listens there (`ss -ltnp sport = :" + port +
             "` names it): stop it or choose another port";
    case EACCES:
      return "; ports below 1024 need CAP_NET_BIND_SERVICE: choose a higher one";
    case EADDRNOTAVAIL:
      return "; no interface of this machine has that address";
    case EAFNOSUPPORT:
      return "; this machine has no such address family";
    default:
      return "";
  }
}

core::error failure(const core::endpoint& at, int code) {
  const auto plain = core::error::from_errno("cannot listen on " + at.to_string(), code);
  return core::error(plain.message() + advice(code, at), code);
}

bool set_on(int fd, int level, int option) {
  constexpr int on = 1;
  return ::setsockopt(fd, level, option, &on, sizeof on) == 0;
}

/// The endpoint the socket is bound to.
core::result<core::endpoint> bound_to(int fd, const core::endpoint& wanted) {
  core::socket_address real;
  real.length = sizeof real.storage;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&real.storage), &real.length) != 0)
    return std::unexpected(failure(wanted, errno));
  core::endpoint at = wanted;
  at.port = real.storage.ss_family == AF_INET6 ? ntohs(reinterpret_cast<const sockaddr_in6*>(real.get())->sin6_port)
                                               : ntohs(reinterpret_cast<const sockaddr_in*>(real.get())->sin_port);
  return at;
}

}  // namespace

core::result<listen_socket> listen_at(const core::endpoint& at) {
  const bool v6 = at.address.family() == core::family::v6;
  core::unique_fd fd(::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return std::unexpected(failure(at, errno));
  if (!set_on(fd.get(), SOL_SOCKET, SO_REUSEADDR)) return std::unexpected(failure(at, errno));
  if (v6 && !set_on(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY)) return std::unexpected(failure(at, errno));
  const core::socket_address raw = at.to_socket_address();
  if (::bind(fd.get(), raw.get(), raw.length) != 0) return std::unexpected(failure(at, errno));
  if (::listen(fd.get(), SOMAXCONN) != 0) return std::unexpected(failure(at, errno));
  auto real = bound_to(fd.get(), at);
  if (!real) return std::unexpected(real.error());
  return listen_socket{std::move(fd), *real, {}};
}

bool lacks_address(const core::error& failure) {
  return failure.code() == EAFNOSUPPORT || failure.code() == EADDRNOTAVAIL;
}

}  // namespace reachd::http
