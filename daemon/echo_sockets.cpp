// SPDX-License-Identifier: Apache-2.0
#include "daemon/echo_sockets.hpp"

#include <algorithm>

namespace reachd::daemon {
namespace {

constexpr double drained_on_the_turn_above_per_second = 100;

std::string_view name_of(core::family family) { return family == core::family::v4 ? "IPv4" : "IPv6"; }

void say_opened(const icmp::icmp_socket& socket, log& out) {
  out.info("ICMP socket open", {{"family", name_of(socket.family())},
                                {"kind", socket.kind() == icmp::socket_kind::raw ? "raw" : "ping"},
                                {"receive_buffer_bytes", static_cast<std::uint64_t>(socket.receive_buffer())},
                                {"send_buffer_bytes", static_cast<std::uint64_t>(socket.send_buffer())}});
}

}  // namespace

echo_sockets::echo_sockets(uv::loop& loop, const icmp::run_secret& secret, log& out) : out_(&out) {
  icmp::icmp_socket_options options;
  options.ident = secret.ident;
  for (const core::family family : {core::family::v4, core::family::v6}) {
    auto opened = icmp::icmp_socket::open({.family = family}, options);
    one_family& kept = families_[static_cast<std::size_t>(family)];
    if (!opened) {
      kept.problem = opened.error().code();
      out.error("no ICMP probes of this family: they end as local_error",
                {{"family", name_of(family)}, {"error", opened.error().message()}});
      continue;
    }
    kept.socket = std::move(*opened);
    kept.readable.emplace(loop, kept.socket->fd());
    say_opened(*kept.socket, out);
  }
}

// Packets that wait for the address of a dead neighbour stay in the send buffer for seconds: with Debian's default of
// 208 KiB a thousand of them left no room for half of the probes to live ones.
void echo_sockets::say_small_buffers(one_family& of, double requests_per_second) {
  const icmp::icmp_socket& socket = *of.socket;
  const int least = std::min(socket.send_buffer(), socket.receive_buffer());
  if (!of.small.is_news(least, requests_per_second)) return;
  out_->warning("ICMP socket buffers are small for so many targets: probes may end as local_error ENOBUFS",
                {{"family", name_of(socket.family())},
                 {"bytes", static_cast<std::uint64_t>(least)},
                 {"hint", "raise net.core.wmem_max and net.core.rmem_max, as systemd/sysctl.d/50-reachd.conf does"}});
}

bool echo_sockets::expect(double replies_per_second) {
  const bool on_the_turn = replies_per_second > drained_on_the_turn_above_per_second;
  for (one_family& each : families_) {
    if (!each.readable) continue;
    say_small_buffers(each, replies_per_second);
    if (on_the_turn) {
      each.readable->stop();
    } else {
      each.readable->start();
    }
  }
  return on_the_turn;
}

}  // namespace reachd::daemon
