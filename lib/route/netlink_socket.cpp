// SPDX-License-Identifier: Apache-2.0
#include "route/netlink_socket.hpp"

#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>

namespace reachd::route {
namespace {

// The kernel fills no more than this into one datagram of a dump, net/netlink/af_netlink.c netlink_recvmsg().
constexpr std::size_t largest_datagram = 32768;

std::unexpected<core::error> failed(const char* what) {
  return std::unexpected(core::error::from_errno(std::string("netlink: ") + what, errno));
}

}  // namespace

netlink_socket::netlink_socket(core::unique_fd fd) : fd_(std::move(fd)), buffer_(largest_datagram) {}

core::result<netlink_socket> netlink_socket::open(waiting patience) {
  const int extra = patience == waiting::never ? SOCK_NONBLOCK : 0;
  core::unique_fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | extra, NETLINK_ROUTE));
  if (!fd) return failed("socket");
  const timeval patient{.tv_sec = 1, .tv_usec = 0};
  if (::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patient, sizeof patient) != 0) return failed("SO_RCVTIMEO");
  // Linux before 4.20 does not know it, and does not filter: we look at every message as if there were no filter.
  const int on = 1;
  ::setsockopt(fd.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
  sockaddr_nl own{};
  own.nl_family = AF_NETLINK;
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) return failed("bind");
  return netlink_socket(std::move(fd));
}

core::result<void> netlink_socket::join(int group) {
  if (::setsockopt(fd(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) != 0) return failed("subscribe");
  return {};
}

core::result<void> netlink_socket::send(byte_span request) {
  ssize_t sent = 0;
  do sent = ::send(fd(), request.data(), request.size(), 0);
  while (sent < 0 && errno == EINTR);
  if (sent < 0) return failed("send");
  return {};
}

core::result<byte_span> netlink_socket::receive() {
  sockaddr_nl sender{};
  socklen_t length = sizeof sender;
  ssize_t size = 0;
  do {
    size = ::recvfrom(fd(), buffer_.data(), buffer_.size(), MSG_TRUNC, reinterpret_cast<sockaddr*>(&sender), &length);
  } while (size < 0 && errno == EINTR);
  if (size < 0) return failed("receive");
  if (sender.nl_pid != 0) return byte_span();
  if (static_cast<std::size_t>(size) > buffer_.size()) {
    errno = ENOBUFS;
    return failed("a message too large");
  }
  return byte_span(buffer_).first(static_cast<std::size_t>(size));
}

}  // namespace reachd::route
