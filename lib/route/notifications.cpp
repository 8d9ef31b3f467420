// SPDX-License-Identifier: Apache-2.0
#include "route/notifications.hpp"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace reachd::route {
namespace {

constexpr int groups[] = {RTNLGRP_LINK,        RTNLGRP_NEIGH,       RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,
                          RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_NEXTHOP};

/// Routes that are no default routes stay in the kernel: a router learns thousands a second. A filter loads numbers in
/// network order, netlink writes them in the machine's.
void leave_out_other_routes(int fd) {
  constexpr std::uint32_t type = offsetof(nlmsghdr, nlmsg_type);
  constexpr std::uint32_t length = NLMSG_HDRLEN + offsetof(rtmsg, rtm_dst_len);
  sock_filter code[] = {
      {.code = BPF_LD | BPF_H | BPF_ABS, .jt = 0, .jf = 0, .k = type},
      {.code = BPF_JMP | BPF_JEQ | BPF_K, .jt = 1, .jf = 0, .k = htons(RTM_NEWROUTE)},
      {.code = BPF_JMP | BPF_JEQ | BPF_K, .jt = 0, .jf = 2, .k = htons(RTM_DELROUTE)},
      {.code = BPF_LD | BPF_B | BPF_ABS, .jt = 0, .jf = 0, .k = length},
      {.code = BPF_JMP | BPF_JEQ | BPF_K, .jt = 0, .jf = 1, .k = 0},
      {.code = BPF_RET | BPF_K, .jt = 0, .jf = 0, .k = 0xffff'ffff},
      {.code = BPF_RET | BPF_K, .jt = 0, .jf = 0, .k = 0},
  };
  const sock_fprog program{.len = std::size(code), .filter = code};
  // Without it more is read, and nothing else changes.
  ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

}  // namespace

core::result<notifications> notifications::open() {
  auto socket = netlink_socket::open(waiting::never);
  if (!socket) return std::unexpected(socket.error());
  leave_out_other_routes(socket->fd());
  const int on = 1;
  ::setsockopt(socket->fd(), SOL_SOCKET, SO_SELECT_ERR_QUEUE, &on, sizeof on);
  for (const int group : groups) {
    // Linux before 5.3 has no nexthop objects to tell of.
    if (auto joined = socket->join(group); !joined && group != RTNLGRP_NEXTHOP) return std::unexpected(joined.error());
  }
  return notifications(std::move(*socket));
}

impact notifications::drain(const ways& known) {
  constexpr int most_datagrams = 64;
  impact all = impact::nothing;
  for (int i = 0; i < most_datagrams; ++i) {
    const auto datagram = socket_.receive();
    if (!datagram) {
      if (datagram.error().code() == EAGAIN) break;
      all = impact::routes;  // an overrun: some were lost
      continue;
    }
    message_reader reader(*datagram);
    while (const auto next = reader.next()) all = std::max(all, known.impact_of(*next));
  }
  return all;
}

}  // namespace reachd::route
