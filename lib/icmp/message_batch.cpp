// SPDX-License-Identifier: Apache-2.0
#include "icmp/message_batch.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace reachd::icmp {
namespace {

template <typename T>
T data_of(const cmsghdr& control) {
  T value{};
  std::memcpy(&value, CMSG_DATA(&control), sizeof value);
  return value;
}

/// The kernel gives an address of the socket's family, or none with family AF_UNSPEC.
std::optional<core::address> address_at(const void* raw) {
  sockaddr_in6 copy{};
  std::memcpy(&copy, raw, sizeof(sockaddr));
  if (copy.sin6_family == AF_INET6) std::memcpy(&copy, raw, sizeof copy);
  return core::address::from(reinterpret_cast<const sockaddr*>(&copy));
}

void read_control(const cmsghdr& control, received_message& out) {
  if (control.cmsg_level == SOL_SOCKET && control.cmsg_type == SO_TIMESTAMPING) {
    const timespec stamp = data_of<scm_timestamping>(control).ts[0];
    out.stamp = core::wall_time(std::chrono::seconds(stamp.tv_sec) + core::nanoseconds(stamp.tv_nsec));
    return;
  }
  if ((control.cmsg_level == SOL_IP && control.cmsg_type == IP_TTL) ||
      (control.cmsg_level == SOL_IPV6 && control.cmsg_type == IPV6_HOPLIMIT)) {
    out.ttl = static_cast<std::uint8_t>(data_of<int>(control));
    return;
  }
  const bool v4 = control.cmsg_level == SOL_IP && control.cmsg_type == IP_RECVERR;
  const bool v6 = control.cmsg_level == SOL_IPV6 && control.cmsg_type == IPV6_RECVERR;
  if (!v4 && !v6) return;
  out.error = data_of<sock_extended_err>(control);
  const std::size_t address_size = v4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  if (control.cmsg_len >= CMSG_LEN(sizeof(sock_extended_err) + address_size)) {
    out.offender = address_at(CMSG_DATA(&control) + sizeof(sock_extended_err));
  }
}

}  // namespace

message_batch::message_batch(std::size_t bytes_each)
    : bytes_each_(bytes_each),
      count_(static_cast<unsigned>(std::clamp<std::size_t>(most_bytes / bytes_each, 4, capacity))),
      bytes_(count_ * bytes_each) {
  for (std::size_t index = 0; index < count_; ++index) {
    parts_[index] = {.iov_base = bytes_.data() + index * bytes_each_, .iov_len = bytes_each_};
    headers_[index].msg_hdr.msg_iov = &parts_[index];
    headers_[index].msg_hdr.msg_iovlen = 1;
    headers_[index].msg_hdr.msg_name = &names_[index];
    headers_[index].msg_hdr.msg_control = controls_[index].bytes.data();
  }
}

int message_batch::receive(int fd, int flags) {
  for (mmsghdr& header : headers_) {
    header.msg_hdr.msg_namelen = sizeof(sockaddr_in6);
    header.msg_hdr.msg_controllen = control_size;
  }
  return ::recvmmsg(fd, headers_.data(), count_, flags | MSG_DONTWAIT, nullptr);
}

received_message message_batch::message(std::size_t index) const {
  const mmsghdr& header = headers_[index];
  received_message out;
  out.bytes = wire::byte_span(bytes_).subspan(index * bytes_each_, header.msg_len);
  if (header.msg_hdr.msg_namelen >= sizeof(sockaddr_in)) out.name = address_at(&names_[index]);
  // CMSG_NXTHDR wants a header it may write through; nothing is written.
  auto* message = const_cast<msghdr*>(&header.msg_hdr);
  for (cmsghdr* control = CMSG_FIRSTHDR(message); control != nullptr; control = CMSG_NXTHDR(message, control)) {
    read_control(*control, out);
  }
  return out;
}

}  // namespace reachd::icmp
