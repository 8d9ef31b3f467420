// SPDX-License-Identifier: Apache-2.0
#include "probe/tcp.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "async/timeout.hpp"
#include "uv/connect.hpp"
#include "uv/status.hpp"

namespace reachd::probe {
namespace {

using namespace std::chrono_literals;

using attempt = std::expected<uv::tcp_stream, uv::connect_failure>;

async::task<attempt> connect_to(uv::loop& loop, core::endpoint to) {
  auto connected = co_await uv::connect(loop, to);
  co_return connected;
}

/// The kernel tells in jiffies when it was connected, of 10 ms at most.
constexpr core::nanoseconds jiffy = 10ms;

/// A connection within the timeout is a reply. `elapsed`: until it was seen, which may be later than it was made. By
/// then nothing was sent over it, so the time since the last sending is that since it was made (tcp_finish_connect() in
/// net/ipv4/tcp_input.c).
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

core::probe_result describe_failure(const uv::connect_failure& failure) {
  core::probe_result how;
  if (failure.cause()) how.cause = *failure.cause();
  switch (failure.code()) {
    case ECONNREFUSED:
      how.outcome = core::outcome::refused;
      return how;
    case ETIMEDOUT:
      how.outcome = core::outcome::lost;
      return how;
    case ECONNRESET:
      how.outcome = core::outcome::mismatch;
      return how;
    default:
      break;
  }
  // The same errno means our own route when the kernel said it at once, and an answer of the network when it came
  // later.
  how.outcome = failure.at_once() ? core::outcome::local_error : core::outcome::unreachable;
  how.errno_value = failure.code();
  return how;
}

async::task<void> ping(target& probed, std::uint64_t sequence, uv::loop& loop, recorder& record) {
  const core::endpoint to{*probed.address, probed.port};
  const core::instant began = uv::monotonic_now();
  const core::nanoseconds timeout = probed.timeout;  // which a reload may change meanwhile
  const core::wall_time sent = uv::wall_now();
  record.sent(probed, began);
  auto connecting = connect_to(loop, to);
  auto timed = co_await async::with_deadline(loop.scheduler(), began + timeout, std::move(connecting));
  attempt& connected = timed.value;
  core::probe_result how;  // lost, unless something is known
  if (connected) {
    how = describe_connection(connected->fd(), uv::monotonic_now() - began, timeout);
    connected->close_reset();
  } else if (!uv::is_stopped(connected.error())) {
    how = describe_failure(connected.error());
  } else if (!timed.deadline_passed) {
    how.outcome = core::outcome::stopped;
  } else if (loop.suspended_at() >= began) {
    how.outcome = core::outcome::local_error;  // an answer may have come while the machine slept
    how.errno_value = ECANCELED;
  }
  how.sent = sent;
  const bool left = how.outcome != core::outcome::local_error || how.errno_value == ECANCELED;
  if (left) how.sent_at = began;
  how.send_stamp = core::stamp_source::user;
  record.ended(probed, sequence, how);
}

}  // namespace

void tcp::begin(target& probed) {
  const std::uint64_t sequence = record_->begin(probed);
  probed.work.spawn(ping(probed, sequence, *loop_, *record_));
}

}  // namespace reachd::probe
