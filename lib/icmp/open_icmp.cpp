// SPDX-License-Identifier: Apache-2.0
#include "icmp/open_icmp.hpp"

#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "icmp/socket_filter.hpp"
#include "icmp/stamp_warm_up.hpp"

namespace reachd::icmp {
namespace {

bool set(int fd, int level, int name, int value) { return ::setsockopt(fd, level, name, &value, sizeof value) == 0; }

/// The forced form needs CAP_NET_ADMIN and exceeds rmem_max and wmem_max; the plain one is cut to them.
void ask_for_buffers(int fd, int bytes) {
  if (!set(fd, SOL_SOCKET, SO_RCVBUFFORCE, bytes)) set(fd, SOL_SOCKET, SO_RCVBUF, bytes);
  if (!set(fd, SOL_SOCKET, SO_SNDBUFFORCE, bytes)) set(fd, SOL_SOCKET, SO_SNDBUF, bytes);
}

/// Without OPT_TSONLY the request comes back with its stamp, which is how we know whose it is. A kernel that refuses
/// stamps leaves us the user's.
void ask_for_stamps(int fd) {
  set(fd, SOL_SOCKET, SO_TIMESTAMPING,
      SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_TX_SOFTWARE);
}

/// The TTL of what comes, where the IP header is not there to be read. Without it the TTL of replies is unknown.
void ask_for_ttl(int fd, core::family family, socket_kind kind) {
  if (family == core::family::v6) {
    set(fd, SOL_IPV6, IPV6_RECVHOPLIMIT, 1);
  } else if (kind == socket_kind::ping) {
    set(fd, SOL_IP, IP_RECVTTL, 1);
  }
}

/// Errors to the error queue: without it ENOBUFS is hidden from raw sockets and ICMP errors from ping sockets (a v6
/// ping socket hides ENOBUFS all the same: Linux net/ipv6/ping.c looks at no result). And readiness that tells the two
/// queues apart: libuv gives up on a descriptor that shows POLLERR alone.
bool ask_for_errors(int fd, core::family family) {
  const bool told = family == core::family::v4 ? set(fd, SOL_IP, IP_RECVERR, 1) : set(fd, SOL_IPV6, IPV6_RECVERR, 1);
  return told && set(fd, SOL_SOCKET, SO_SELECT_ERR_QUEUE, 1);
}

core::unique_fd open_kind(core::family family, socket_kind kind) {
  const int domain = family == core::family::v4 ? AF_INET : AF_INET6;
  const int protocol = family == core::family::v4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6};
  const int type = kind == socket_kind::raw ? SOCK_RAW : SOCK_DGRAM;
  return core::unique_fd(::socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
}

/// To the source that is wanted, or to none. False: it failed, see errno.
bool bind_source(int fd, const binding& to) {
  core::address from = to.family == core::family::v4 ? core::address(in_addr{}) : core::address(in6_addr{});
  if (!to.source.empty()) {
    const auto wanted = core::address::parse(to.source);
    if (!wanted || wanted->family() != to.family) {
      errno = wanted ? EAFNOSUPPORT : ENODEV;  // the interface of its zone is not there
      return false;
    }
    from = *wanted;
  }
  const auto local = core::endpoint{.address = from, .port = 0}.to_socket_address();
  return ::bind(fd, local.get(), local.length) == 0;
}

/// The ident of a ping socket that is bound: the kernel chose it.
std::optional<std::uint16_t> bound_ident(int fd) {
  sockaddr_in6 bound{};  // the port is at the same place in both families
  socklen_t size = sizeof bound;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return std::nullopt;
  return ntohs(bound.sin6_port);
}

/// True: never fragmented by us, whatever the path is believed to take. False: fragmented by whoever has to.
bool set_fragmenting(int fd, core::family family, bool dont_fragment) {
  if (family == core::family::v4) {
    return set(fd, SOL_IP, IP_MTU_DISCOVER, dont_fragment ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT);
  }
  return set(fd, SOL_IPV6, IPV6_MTU_DISCOVER, dont_fragment ? IPV6_PMTUDISC_PROBE : IPV6_PMTUDISC_DONT) &&
         set(fd, SOL_IPV6, IPV6_DONTFRAG, dont_fragment ? 1 : 0);
}

/// What could not be done, with errno; empty: nothing.
std::string take_way(int fd, const binding& to) {
  const auto& link = to.interface;
  if (!link.empty() && ::setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, link.c_str(), socklen_t(link.size() + 1)) != 0) {
    return "interface " + link;
  }
  if (to.mark && ::setsockopt(fd, SOL_SOCKET, SO_MARK, &*to.mark, sizeof *to.mark) != 0) {
    return "mark " + std::to_string(*to.mark);
  }
  if (to.dont_fragment && !set_fragmenting(fd, to.family, *to.dont_fragment)) return "don't fragment";
  if (!bind_source(fd, to)) return to.source.empty() ? "bind" : "source " + to.source;
  return {};
}

std::string name_of(core::family family) { return family == core::family::v4 ? "ICMP (IPv4)" : "ICMP (IPv6)"; }

core::error refused(core::family family, int raw_problem, int ping_problem) {
  return core::error(
      name_of(family) + ": raw socket refused (" + core::errno_name(raw_problem) + "), ping socket refused (" +
          core::errno_name(ping_problem) +
          "): grant CAP_NET_RAW (systemd: AmbientCapabilities=CAP_NET_RAW; file: setcap cap_net_raw+ep), "
          "or put the group into sysctl net.ipv4.ping_group_range, which counts for IPv6 too",
      ping_problem);
}

core::result<opened_icmp> open_granted(core::family family) {
  core::unique_fd raw = open_kind(family, socket_kind::raw);
  if (raw) return opened_icmp{.fd = std::move(raw), .family = family, .kind = socket_kind::raw};
  const int problem = errno;
  if (problem == EAFNOSUPPORT) {
    return std::unexpected(core::error(name_of(family) + ": this kernel does not have the family", problem));
  }
  if (problem != EPERM && problem != EACCES) {
    return std::unexpected(core::error::from_errno(name_of(family) + ": socket", problem));
  }
  core::unique_fd ping = open_kind(family, socket_kind::ping);
  if (ping) return opened_icmp{.fd = std::move(ping), .family = family, .kind = socket_kind::ping};
  return std::unexpected(refused(family, problem, errno));
}

/// Packets that came in before the filter was there.
void forget_what_came_before(int fd) {
  char packet = 0;
  while (::recv(fd, &packet, sizeof packet, MSG_DONTWAIT) >= 0) continue;
}

}  // namespace

bool is_here(const binding& to) {
  const int domain = to.family == core::family::v4 ? AF_INET : AF_INET6;
  const core::unique_fd fd(::socket(domain, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const binding place{.family = to.family, .source = to.source, .interface = to.interface};
  return !fd || take_way(fd.get(), place).empty();  // without a descriptor nobody knows
}

core::result<opened_icmp> open_icmp(const binding& to, const icmp_socket_options& options) {
  const core::family family = to.family;
  auto opened = open_granted(family);
  if (!opened) return opened;
  const int fd = opened->fd.get();
  const auto failed = [family](const std::string& what) {
    return std::unexpected(core::error::from_errno(name_of(family) + ": " + what, errno));
  };
  if (const auto problem = take_way(fd, to); !problem.empty()) return failed(problem);
  if (opened->kind == socket_kind::raw) {
    opened->ident = options.ident;
    if (!attach_filters(fd, family, options.ident)) return failed("packet filter");
  } else {
    const auto ident = bound_ident(fd);
    if (!ident) return failed("getsockname");
    opened->ident = *ident;
  }
  if (!ask_for_errors(fd, family)) return failed("error queue");
  ask_for_buffers(fd, options.buffer_bytes);
  ask_for_stamps(fd);
  ask_for_ttl(fd, family, opened->kind);
  warm_up_stamps();
  forget_what_came_before(fd);
  return opened;
}

}  // namespace reachd::icmp
