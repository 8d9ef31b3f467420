// SPDX-License-Identifier: Apache-2.0
#include "icmp/pinger.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "icmp/round_trip.hpp"

namespace reachd::icmp {
namespace {

using namespace std::chrono_literals;

/// After so many the sockets are drained again. Each request brings its stamp and its reply into the receive queue,
/// 768 bytes apiece: Debian's default buffer holds 277 such pairs, and more at once would overflow it by ourselves.
constexpr std::size_t sends_per_turn = 128;
/// The same of large ones: in the queues below us a packet takes about twice its size.
constexpr std::size_t bytes_per_turn = 131'072;
/// Gives a full queue time to move before the one retry.
constexpr core::nanoseconds retry_after = 1ms;

/// The queues below us are full, which often lasts for an instant only.
bool worth_a_retry(int error) { return error == ENOBUFS || error == EAGAIN; }

}  // namespace

pinger::pinger(async::scheduler& clock, echo_sink& sink, packet_port* v4, packet_port* v6,
               const pinger_options& options)
    : clock_(&clock),
      sink_(&sink),
      payload_size_(std::max(options.payload_size, wire::echo_identity::size)),
      smallest_payload_(payload_size_),
      largest_payload_(payload_size_),
      table_(options.key),
      ended_(options.key),
      batch_(payload_size_) {
  lane_of(core::family::v4).port = v4;
  lane_of(core::family::v6).port = v6;
  clock.add(*this);
}

in_flight_slot& pinger::take(const echo_request& request, slot_owner& owner) {
  in_flight_slot& slot = table_.take(request, owner);
  if (slot.by.lane == 0) slot.by.lane = static_cast<std::uint16_t>(request.address.family());
  if (slot.by.payload_size != 0) {
    slot.by.payload_size = std::max<std::uint16_t>(slot.by.payload_size, wire::echo_identity::size);
    smallest_payload_ = std::min<std::size_t>(smallest_payload_, slot.by.payload_size);
    largest_payload_ = std::max<std::size_t>(largest_payload_, slot.by.payload_size);
  }
  lane& out = lane_of(slot);
  ++out.in_flight;
  out.queue.push_back(slot.ref());
  return slot;
}

void pinger::release(in_flight_slot& slot) noexcept {
  --lane_of(slot).in_flight;
  table_.release(slot);
}

std::uint16_t pinger::add_lane() {
  lanes_.emplace_back();
  return static_cast<std::uint16_t>(lanes_.size() - 1);
}

void pinger::change_lane(std::uint16_t which, packet_port* port, int problem) {
  lane& changed = lanes_[which];
  if (changed.port != nullptr) blind(changed, clock_->now(), ECANCELED);
  changed.port = port;
  changed.problem = problem != 0 ? problem : EIO;
  changed.drops = {};
}

void pinger::begin(const echo_request& request) { take(request, *this); }

void pinger::stop(core::target_id target) {
  while (in_flight_slot* slot = table_.any_of(target)) end_without_reply(*slot, core::outcome::stopped);
}

void pinger::stop_all() {
  for (std::size_t index = 0; index < table_.capacity(); ++index) {
    if (in_flight_slot* slot = table_.used_at(index)) end_without_reply(*slot, core::outcome::stopped);
  }
}

void pinger::blinded(core::instant at, int errno_value) {
  for (lane& each : lanes_) blind(each, at, errno_value);
}

void pinger::blind(lane& of, core::instant at, int errno_value) {
  if (of.blinded_by != 0 && at < of.blind_until) return;
  of.blind_until = at;
  of.blinded_by = errno_value;
}

/// It counts from the moment the packet left, which may be later than we think: it waits for the neighbour's address or
/// in a queue. The wall clock's stamp is believed as far as monotonic time allows it.
core::instant pinger::deadline_of(const in_flight_slot& slot, core::instant now) {
  return left_by_stamp(slot.sent, slot.kernel_sent, now).value_or(slot.sent).monotonic + slot.timeout;
}

void pinger::end(in_flight_slot& slot, const core::probe_result& result, core::instant now) {
  slot_owner* const owner = slot.owner;
  const core::target_id target = slot.target;
  const bool may_be_answered = slot.state == slot_state::in_flight && result.outcome != core::outcome::stopped;
  if (may_be_answered && target.index != no_target.index) {
    ended_.add(ended_echo(slot, slot.answered, now), now);
  }
  const std::uint64_t sequence = slot.sequence;
  release(slot);
  owner->slot_ended(target, sequence, result);
}

void pinger::end_without_reply(in_flight_slot& slot, core::outcome how, int errno_value, core::instant now) {
  core::probe_result result;
  result.outcome = how;
  result.errno_value = errno_value;
  if (how == core::outcome::unreachable) result.cause = slot.cause();
  if (slot.state == slot_state::in_flight) {
    const bool stamped = slot.kernel_sent != core::wall_time{};
    result.sent_at = slot.sent.monotonic;
    result.sent = stamped ? slot.kernel_sent : slot.sent.wall;
    result.send_stamp = stamped ? core::stamp_source::kernel : core::stamp_source::user;
  }
  end(slot, result, now);
}

bool pinger::flush() {
  bool all = true;
  for (std::size_t at = 0; at < lanes_.size(); ++at) all = flush(lanes_[at]) && all;  // a sink may add one
  return all;
}

bool pinger::flush(lane& out) {
  std::size_t bytes = 0;
  for (std::size_t sent = 0; sent < sends_per_turn && bytes < bytes_per_turn && out.next < out.queue.size();
       sent += request_batch::capacity) {
    bytes += send_batch(out, bytes_per_turn - bytes);
  }
  out.queue.erase(out.queue.begin(), out.queue.begin() + static_cast<std::ptrdiff_t>(out.next));
  out.next = 0;
  return out.queue.empty();
}

/// The bytes of what it took from the queue, at most `bytes_left` and one packet more.
std::size_t pinger::send_batch(lane& out, std::size_t bytes_left) {
  batch_.clear();
  batch_.make_room(largest_payload_);
  const std::uint16_t ident = out.port != nullptr ? out.port->ident() : std::uint16_t{0};
  std::size_t bytes = 0;
  while (!batch_.full() && bytes < bytes_left && out.next < out.queue.size()) {
    const in_flight_slot* slot = table_.get(out.queue[out.next++]);
    if (slot == nullptr) continue;  // stopped meanwhile
    batch_.add(*slot, ident);
    bytes += payload_of(*slot);
  }
  if (batch_.empty()) return bytes;
  const std::span packets = batch_.packets();
  clock_reading at;
  if (out.port != nullptr) {
    at = out.port->now();
    out.port->send(packets);
  } else {
    for (outgoing& packet : packets) packet.error = out.problem;
  }
  for (std::size_t index = 0; index < packets.size(); ++index) {
    // Looked up again: the sink of one may have stopped the next.
    if (in_flight_slot* slot = table_.get(batch_.slots()[index])) settle_send(*slot, packets[index].error, at);
  }
  return bytes;
}

void pinger::settle_send(in_flight_slot& slot, int error, const clock_reading& at) {
  if (error == 0) {
    slot.state = slot_state::in_flight;
    slot.sent = at;
    clock_->wheel().add(slot, at.monotonic + slot.timeout);
    slot.owner->slot_sent(slot.target, at.monotonic);
  } else if (worth_a_retry(error) && !slot.retried) {
    slot.retried = true;
    clock_->wheel().add(slot, at.monotonic + retry_after);
  } else {
    end_without_reply(slot, core::outcome::local_error, error);
  }
}

void pinger::slot_expired(in_flight_slot& slot) noexcept {
  lane& in = lane_of(slot);
  if (slot.state == slot_state::queued) {
    in.queue.push_back(slot.ref());
    return;
  }
  const core::instant due = deadline_of(slot, clock_->now());
  if (in.drained < due) {  // not yet, or the reply may still be unread
    clock_->wheel().add(slot, due);
    return;
  }
  if (slot.marked) {
    end_without_reply(slot, core::outcome::unreachable);
  } else if (in.blinded_by != 0 && slot.sent.monotonic <= in.blind_until) {
    end_without_reply(slot, core::outcome::local_error, in.blinded_by);
  } else {
    end_without_reply(slot, core::outcome::lost);
  }
}

}  // namespace reachd::icmp
