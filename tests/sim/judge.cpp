// SPDX-License-Identifier: Apache-2.0
#include "sim/judge.hpp"

#include <algorithm>
#include <cerrno>
#include <span>

namespace reachd::sim {
namespace {

using namespace std::chrono_literals;
using core::outcome;

/// A probe is ended that much after its deadline at most, when the process runs: a few turns.
constexpr core::nanoseconds longest_delay = 250ms;

std::span<const reply_truth> replies_of(const flight& truth) {
  return std::span(truth.replies).first(truth.reply_count);
}

/// Every stamp that the daemon may use says that the reply came in time.
bool answered_in_time(const flight& truth, const circumstances& around, const clock& time) {
  return std::ranges::any_of(
      replies_of(truth), [&](const reply_truth& reply) { return measure(truth, reply, time).most <= around.timeout; });
}

/// The daemon waits from when the request left, as far as it can know that.
core::instant deadline_of(const flight& truth, const circumstances& around) {
  return truth.handed_over + around.timeout;
}

bool stamps_fit(const flight& truth, const core::probe_result& said, const measured_rtt& rtt, const clock& time) {
  if (said.send_stamp != rtt.send_stamp || said.receive_stamp != rtt.receive_stamp) return false;
  const bool kernel = rtt.send_stamp == core::stamp_source::kernel;
  return said.sent == time.wall_at(kernel ? truth.left : truth.handed_over);
}

std::string judge_reply(const flight& truth, const core::probe_result& said, const circumstances& around,
                        const clock& time) {
  if (said.rtt > around.timeout) return "a reply that took longer than the timeout";
  for (const reply_truth& reply : replies_of(truth)) {
    if (reply.read == core::never || reply.at - truth.left > around.timeout) continue;
    const measured_rtt rtt = measure(truth, reply, time);
    if (said.rtt < rtt.least || said.rtt > rtt.most) continue;
    if (rtt.least != rtt.most || stamps_fit(truth, said, rtt, time)) return {};
    return "the stamps are not those of the network";
  }
  if (truth.reply_count == 0) return "no true reply came";
  return "its RTT is not that of the network";
}

/// Its reply may have come while nobody listened.
bool slept_through(const flight& truth, const circumstances& around) {
  return around.woken && *around.woken >= truth.handed_over;
}

/// The wall clock was stepped while a reply that the truth knows to be in time, or could be for all that the daemon
/// knows, waited to be read: its stamp is worth nothing, and the reading came after the deadline.
bool cannot_be_measured(const flight& truth, const circumstances& around, const clock& time, bool for_certain) {
  const core::instant deadline = truth.left + around.timeout;
  const bool stalled = time.stalled_until() >= deadline;
  const core::instant latest = for_certain ? deadline : stalled ? core::never : deadline + longest_delay;
  return std::ranges::any_of(replies_of(truth), [&](const reply_truth& reply) {
    return reply.stamped && reply.read <= time.now() && reply.at <= latest &&
           time.stepped_between(truth.handed_over, reply.read);
  });
}

std::string judge_silence(const flight& truth, const circumstances& around, const clock& time) {
  if (!truth.sent) return "lost, and never sent";
  if (answered_in_time(truth, around, time)) return "lost, and a reply came in time";
  if (truth.reply_overflowed) return "lost, and our own queue dropped the reply";
  if (cannot_be_measured(truth, around, time, true)) return "lost, and a reply came that could not be measured";
  if (slept_through(truth, around)) return "lost, and the machine slept while it was in flight";
  const core::instant deadline = deadline_of(truth, around);
  if (time.now() < deadline) return "lost before its deadline";
  if (truth.error_at <= deadline) return "lost, and an ICMP error said why";
  if (is_overdue(truth, around.timeout, time)) return "lost long after its deadline";
  return {};
}

std::string judge_unreachable(const flight& truth, const core::probe_result& said, const circumstances& around,
                              const clock& time) {
  if (answered_in_time(truth, around, time)) return "unreachable, and a reply came in time";
  const bool about_another = around.short_error_read && *around.short_error_read >= truth.handed_over;
  if (truth.error_at > time.now() && !about_another) return "unreachable, and no error came";
  if (time.now() < deadline_of(truth, around)) return "unreachable before its deadline";
  if (said.cause.type == 0) return "unreachable without a cause";
  return {};
}

std::string judge_local_error(const flight& truth, const core::probe_result& said, const circumstances& around,
                              const clock& time) {
  if (!truth.sent) {
    if (truth.refusals == 0) return "a local error that nobody made";
    return said.errno_value == truth.refused_with ? "" : "the errno is not that of the send";
  }
  if (answered_in_time(truth, around, time)) return "a local error, and a reply came in time";
  const bool overflowed = around.overflow_told && *around.overflow_told >= truth.handed_over;
  const bool slept = slept_through(truth, around);
  const bool blind = slept || cannot_be_measured(truth, around, time, false);
  if (!overflowed && !blind) return "a local error of a request that left";
  const bool right = (overflowed && said.errno_value == ENOBUFS) || (blind && said.errno_value == ECANCELED);
  return right ? "" : "an overflow is ENOBUFS, a sleep or a step ECANCELED";
}

}  // namespace

measured_rtt measure(const flight& truth, const reply_truth& reply, const clock& time) {
  using enum core::stamp_source;
  const core::instant read = std::min(reply.read, time.now());
  const core::nanoseconds elapsed = read - truth.handed_over;
  if (time.stepped_between(truth.handed_over, read)) {
    return {.least = reply.at - truth.left, .most = elapsed};
  }
  const core::instant from = truth.send_stamped ? truth.left : truth.handed_over;
  const core::nanoseconds rtt = (reply.stamped ? reply.at : read) - from;
  return {.least = rtt,
          .most = rtt,
          .send_stamp = truth.send_stamped ? kernel : user,
          .receive_stamp = reply.stamped ? kernel : user};
}

core::nanoseconds remembered_for(core::nanoseconds timeout) {
  return timeout + std::min<core::nanoseconds>(10 * timeout, 60s);
}

bool is_overdue(const flight& truth, core::nanoseconds timeout, const clock& time) {
  const core::instant waited = std::max({truth.begun, truth.left, truth.handed_over}) + timeout;
  return time.now() > std::max(waited, time.stalled_until()) + longest_delay;
}

std::string judge(const flight& truth, const core::probe_result& said, const circumstances& around, const clock& time) {
  switch (said.outcome) {
    case outcome::reply:
      return judge_reply(truth, said, around, time);
    case outcome::lost:
      return judge_silence(truth, around, time);
    case outcome::unreachable:
      return judge_unreachable(truth, said, around, time);
    case outcome::local_error:
      return judge_local_error(truth, said, around, time);
    case outcome::stopped:
      return around.stopping ? "" : "stopped, and nobody asked for it";
    case outcome::refused:
    case outcome::mismatch:
      return "an echo has no such outcome";
  }
  return "no outcome at all";
}

}  // namespace reachd::sim
