// SPDX-License-Identifier: Apache-2.0
#include "uv/connect.hpp"

// <netinet/in.h> comes first: <linux/errqueue.h> needs its types.
#include <linux/errqueue.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

#include "core/unique_fd.hpp"
#include "uv/status.hpp"

namespace reachd::uv {
namespace {

/// A socket of `family` that keeps the ICMP errors it gets; empty with errno set when there is none to be had.
core::unique_fd open_socket(core::family family) {
  const bool v4 = family == core::family::v4;
  core::unique_fd fd(::socket(v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  // Without it only the cause is missing, so a refusal is no failure.
  if (fd) setsockopt(fd.get(), v4 ? SOL_IP : SOL_IPV6, v4 ? IP_RECVERR : IPV6_RECVERR, &on, sizeof on);
  return fd;
}

std::optional<core::icmp_cause> cause_in(const cmsghdr& control) {
  const bool from_kernel = (control.cmsg_level == SOL_IP && control.cmsg_type == IP_RECVERR) ||
                           (control.cmsg_level == SOL_IPV6 && control.cmsg_type == IPV6_RECVERR);
  // The kernel always adds the offender's address behind the error.
  if (!from_kernel || control.cmsg_len < CMSG_LEN(sizeof(sock_extended_err) + sizeof(sockaddr_in))) return std::nullopt;
  sock_extended_err error{};
  std::memcpy(&error, CMSG_DATA(&control), sizeof error);
  if (error.ee_origin != SO_EE_ORIGIN_ICMP && error.ee_origin != SO_EE_ORIGIN_ICMP6) return std::nullopt;
  sockaddr_storage offender{};
  const std::size_t size = control.cmsg_len - CMSG_LEN(sizeof error);
  std::memcpy(&offender, CMSG_DATA(&control) + sizeof error, std::min(size, sizeof offender));
  const auto sender = core::address::from(reinterpret_cast<const sockaddr*>(&offender));
  return core::icmp_cause{error.ee_type, error.ee_code, sender.value_or(core::address())};
}

/// Takes the ICMP error off the socket's error queue.
std::optional<core::icmp_cause> take_cause(int fd) {
  alignas(cmsghdr) std::array<std::byte, 512> control{};
  std::array<std::byte, 64> quoted{};
  iovec data{quoted.data(), quoted.size()};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return std::nullopt;
  for (cmsghdr* at = CMSG_FIRSTHDR(&message); at != nullptr; at = CMSG_NXTHDR(&message, at))
    if (auto cause = cause_in(*at)) return cause;
  return std::nullopt;
}

}  // namespace

int connect::begin() {
  core::unique_fd fd = open_socket(to_.address.family());
  if (!fd) return -errno;
  tcp_ = make_handle<uv_tcp_t>(nullptr, [this](uv_tcp_t* raw) { return uv_tcp_init(loop_->raw(), raw); });
  if (const int status = uv_tcp_open(tcp_.get(), fd.get()); status != 0) return status;
  fd.release();
  const core::socket_address to = to_.to_socket_address();
  return pending_.start(*this, [&](uv_connect_t* raw) { return uv_tcp_connect(raw, tcp_.get(), to.get(), ended); });
}

bool connect::start() {
  status_ = begin();
  at_once_ = status_ != 0;
  if (at_once_) tcp_.reset();
  return status_ == 0;
}

void connect::withdraw() noexcept {
  pending_.abandon();
  tcp_.reset();
}

void connect::ended(uv_connect_t* raw, int status) {
  connect* waiter = request<uv_connect_t, connect>::finish(raw);
  if (waiter == nullptr) return;
  waiter->status_ = status;
  uv_os_fd_t fd = -1;
  if (status != 0 && uv_fileno(reinterpret_cast<uv_handle_t*>(waiter->tcp_.get()), &fd) == 0)
    waiter->cause_ = take_cause(fd);
  waiter->complete();
}

std::expected<tcp_stream, connect_failure> connect::await_resume() {
  const std::string context = "connect to " + to_.to_string();
  if (stopped()) return std::unexpected(connect_failure(stopped_error(context)));
  if (status_ != 0) return std::unexpected(connect_failure(error_of(context, status_), at_once_, cause_));
  return tcp_stream(*loop_, std::move(tcp_));
}

}  // namespace reachd::uv
