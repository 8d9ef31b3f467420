// SPDX-License-Identifier: Apache-2.0
#include "probe/handshake_time.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

namespace reachd::probe {
namespace {

using namespace std::chrono_literals;

/// The kernel tells in jiffies when it was connected, of 10 ms at most.
constexpr core::nanoseconds jiffy = 10ms;

}  // namespace

// By then nothing was sent over it, so the time since the last sending is that since it was made (tcp_finish_connect()
// in net/ipv4/tcp_input.c).
core::probe_result describe_connection(int fd, core::nanoseconds elapsed, core::nanoseconds timeout) {
  core::probe_result how;
  tcp_info info{};
  socklen_t size = sizeof info;
  const bool known = getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0;
  if (known) how.syn_retransmits = info.tcpi_total_retrans;
  const bool measured = known && info.tcpi_total_retrans == 0 && info.tcpi_rtt > 0;
  const core::nanoseconds since = known ? std::chrono::milliseconds(info.tcpi_last_data_sent) : 0ms;
  const core::nanoseconds rtt =
      measured ? std::chrono::microseconds(info.tcpi_rtt) : elapsed - std::min(since, elapsed);
  if (!measured && elapsed > timeout && std::chrono::abs(rtt - timeout) <= jiffy) {
    how.outcome = core::outcome::local_error;  // nobody can say
    how.errno_value = ECANCELED;
    return how;
  }
  if (rtt > timeout) return how;
  how.outcome = core::outcome::reply;
  how.rtt = rtt;
  how.receive_stamp = measured ? core::stamp_source::kernel : core::stamp_source::user;
  return how;
}

}  // namespace reachd::probe
