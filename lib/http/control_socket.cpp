// SPDX-License-Identifier: Apache-2.0
#include "http/control_socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace reachd::http {
namespace {

std::string advice(int code) {
  switch (code) {
    case EADDRINUSE:
      return "; another reachd listens there: stop it, or give this one another --socket";
    case ENOTSOCK:
      return "; remove that file, or give another --socket";
    case ENOENT:
    case ENOTDIR:
      return "; its folder must be there";
    case ENAMETOOLONG:
      return "; a path to a socket has 107 bytes at most";
    default:
      return "";
  }
}

std::unexpected<core::error> failure(const std::string& path, int code) {
  const auto plain = core::error::from_errno("cannot listen on " + path, code);
  return std::unexpected(core::error(plain.message() + advice(code), code));
}

core::unique_fd open_socket() {
  return core::unique_fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

const sockaddr* raw(const sockaddr_un& at) { return reinterpret_cast<const sockaddr*>(&at); }

/// Removes the socket of a process that is no more; the errno when the path is taken.
int clear(const sockaddr_un& at) {
  struct stat status {};
  if (::lstat(at.sun_path, &status) != 0) return errno == ENOENT ? 0 : errno;
  if (!S_ISSOCK(status.st_mode)) return ENOTSOCK;
  const core::unique_fd probe = open_socket();
  if (::connect(probe.get(), raw(at), sizeof at) == 0 || errno != ECONNREFUSED) return EADDRINUSE;
  return ::unlink(at.sun_path) == 0 ? 0 : errno;
}

}  // namespace

core::result<listen_socket> listen_at_path(const std::string& path) {
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  if (path.size() >= sizeof at.sun_path) return failure(path, ENAMETOOLONG);
  std::memcpy(at.sun_path, path.data(), path.size());
  if (const int code = clear(at); code != 0) return failure(path, code);
  core::unique_fd fd = open_socket();
  if (!fd) return failure(path, errno);
  const mode_t before = ::umask(0117);  // from its first moment on nobody else may open it
  const bool bound = ::bind(fd.get(), raw(at), sizeof at) == 0;
  const int code = errno;
  ::umask(before);
  if (!bound) return failure(path, code);
  listen_socket opened{std::move(fd), {}, socket_file(path)};
  if (::listen(opened.fd.get(), SOMAXCONN) != 0) return failure(path, errno);
  return opened;
}

}  // namespace reachd::http
