// SPDX-License-Identifier: Apache-2.0
#include "probe/attempt.hpp"

#include <cerrno>
#include <utility>

#include "async/timeout.hpp"
#include "uv/status.hpp"

namespace reachd::probe {
namespace {

/// What is known of an attempt that was stopped before it knew.
core::probe_result describe_stop(bool deadline_passed, bool suspended) {
  core::probe_result how;  // lost
  if (!deadline_passed) {
    how.outcome = core::outcome::stopped;
  } else if (suspended) {
    how.outcome = core::outcome::local_error;  // an answer may have come while the machine slept
    how.errno_value = ECANCELED;
  }
  return how;
}

async::task<void> attempt(target& probed, std::uint64_t sequence, uv::loop& loop, recorder& record,
                          async::task<reply> asking) {
  const core::instant began = uv::monotonic_now();
  const core::wall_time sent = uv::wall_now();
  const core::nanoseconds timeout = probed.timeout;  // which a reload may change meanwhile
  record.sent(probed, began);
  auto timed = co_await async::with_deadline(loop.scheduler(), began + timeout, std::move(asking));
  reply& came = timed.value;
  core::probe_result how = came.how;
  const auto stop = co_await async::current_stop_token();
  if (came.stopped || (how.outcome != core::outcome::reply && stop.stop_requested())) {
    how = describe_stop(timed.deadline_passed, loop.suspended_at() >= began);
  } else if (how.outcome == core::outcome::reply && how.rtt > timeout) {
    how = core::probe_result{};  // it came, but not in time
    came.told = nullptr;
  }
  how.sent = sent;
  const bool left = how.outcome != core::outcome::local_error || how.errno_value == ECANCELED;
  if (left) how.sent_at = began;
  how.send_stamp = core::stamp_source::user;
  if (how.outcome != core::outcome::stopped) probed.readings = std::move(came.told);
  record.ended(probed, sequence, how);
}

}  // namespace

void begin_attempt(target& probed, uv::loop& loop, recorder& record, async::task<reply> asking) {
  const std::uint64_t sequence = record.begin(probed);
  probed.work.spawn(attempt(probed, sequence, loop, record, std::move(asking)));
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

core::probe_result describe_errno(int errno_value) {
  core::probe_result how;
  switch (errno_value) {
    case ECONNREFUSED:
      how.outcome = core::outcome::refused;
      return how;
    case ECONNRESET:
    case EPIPE:
      how.outcome = core::outcome::mismatch;
      return how;
    case ETIMEDOUT:
      how.outcome = core::outcome::lost;
      return how;
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
    case EACCES:  // ICMPv6, type 1 code 1
      how.outcome = core::outcome::unreachable;
      break;
    default:
      how.outcome = core::outcome::local_error;
  }
  how.errno_value = errno_value;
  return how;
}

reply answered(core::nanoseconds rtt, stats::readings told) {
  reply out;
  out.how.outcome = told.problem.empty() ? core::outcome::reply : core::outcome::mismatch;
  if (told.problem.empty()) out.how.rtt = rtt;
  out.how.receive_stamp = core::stamp_source::user;
  out.told = std::make_shared<const stats::readings>(std::move(told));
  return out;
}

reply mismatched(std::string problem) { return answered({}, {.problem = std::move(problem), .values = {}}); }

reply failed_here(int errno_value) {
  reply out;
  out.how.outcome = core::outcome::local_error;
  out.how.errno_value = errno_value;
  return out;
}

}  // namespace reachd::probe
