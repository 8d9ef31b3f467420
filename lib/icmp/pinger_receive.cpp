// SPDX-License-Identifier: Apache-2.0
// The receiving half of the pinger: what it reads in a turn and what it believes of it.
#include <cerrno>

#include "icmp/pinger.hpp"
#include "icmp/round_trip.hpp"

namespace reachd::icmp {
namespace {

/// A turn reads at most 4 × 64 packets, so that replies never starve what is due. Stamps are cheaper to take, and a
/// reply is measured best with the stamp of its request.
constexpr int receives_per_turn = 4;
constexpr int collects_at_once = 16;

}  // namespace

bool pinger::drain(core::instant begun) {
  bool all = true;
  for (std::size_t at = 0; at < lanes_.size(); ++at) {  // a sink may add one
    lane& in = lanes_[at];
    if (in.port != nullptr) {
      all = drain(in, begun) && all;
    } else {
      in.drained = begun;  // nothing can come
    }
  }
  return all;
}

bool pinger::drain(lane& in, core::instant begun) {
  note_drops(in, begun);  // at once: later it would be the fault of those in flight then
  // While no echo is in flight there, turns are those of others: one question of the kernel in place of two or more.
  if (in.in_flight == 0 && !in.port->has_news()) {
    in.drained = begun;
    return true;
  }
  bool collected = collect(in);
  bool emptied = false;
  for (int count = 0; count < receives_per_turn && !emptied; ++count) {
    const auto packets = in.port->receive();
    emptied = packets.empty();
    if (emptied) break;
    const clock_reading read = in.port->now();
    collected = collect(in);  // a request's stamp is there before its reply is: take it before the reply is judged
    for (const arrival& packet : packets) take_packet(in, packet, read);
  }
  if (emptied && collected) in.drained = begun;
  return emptied && collected;
}

void pinger::note_drops(lane& in, core::instant begun) {
  const kernel_drops drops = in.port->drops();
  const std::uint64_t overflow = drops.overflow - in.drops.overflow;
  if (overflow > 0) blind(in, begun, ENOBUFS);
  counters_.receive_queue_drops += overflow;
  counters_.rejected[static_cast<std::size_t>(reject_reason::checksum)] += drops.checksum - in.drops.checksum;
  in.drops = drops;
}

bool pinger::collect(lane& in) {
  for (int count = 0; count < collects_at_once; ++count) {
    const auto notices = in.port->collect();
    if (notices.empty()) return true;
    for (const notice& told : notices) take_notice(in, told);
  }
  return false;
}

void pinger::take_notice(const lane& in, const notice& told) {
  const core::family family = in.port->family();
  if (told.kind == notice::kind::send_stamp) {
    const auto request = wire::parse_looped_request(told.packet, family);
    const auto identity = request ? wire::load_identity(request->payload) : std::nullopt;
    if (!identity) return;
    return take_stamp(in, *identity, told.stamp);
  }
  if (told.kind != notice::kind::icmp_error || !wire::is_icmp_error(family, told.cause.type)) return;
  const auto request = wire::parse_echo_request(told.packet, family);
  if (!request) return counters_.add(reject_reason::icmp_error);
  take_error({.type = told.cause.type, .code = told.cause.code, .destination = told.destination, .quoted = *request},
             told.cause.sender);
}

void pinger::take_stamp(const lane& in, const wire::echo_identity& identity, core::wall_time stamp) {
  if (const auto slot = table_.find(identity)) {
    if ((*slot)->kernel_sent == core::wall_time{}) (*slot)->kernel_sent = stamp;
  } else if (const auto ended = ended_.find(identity)) {
    (*ended)->stamp(stamp, in.port->now().monotonic);
  }
}

void pinger::take_packet(const lane& in, const arrival& packet, const clock_reading& read) {
  const core::family family = in.port->family();
  const auto message = wire::parse_icmp(packet.packet, family, in.port->framing());
  if (!message) return reject(message.error());
  if (wire::is_icmp_error(family, message->type)) {
    const auto error = wire::parse_icmp_error(*message);
    if (!error && error.error() != wire::rejection::type) return counters_.add(reject_reason::icmp_error);
    if (error && error->quoted.ident == in.port->ident()) take_error(*error, packet.source);
    return;
  }
  const auto reply = wire::parse_echo_reply(*message);
  if (!reply) return reject(reply.error());
  const std::uint8_t ttl = message->ttl != 0 ? message->ttl : packet.ttl;
  if (reply->ident == in.port->ident()) take_reply(in, *reply, packet, read, ttl);
}

void pinger::take_reply(const lane& in, const wire::echo_view& reply, const arrival& packet, const clock_reading& read,
                        std::uint8_t ttl) {
  if (reply.payload.size() < smallest_payload_) return counters_.add(reject_reason::short_packet);
  const wire::echo_identity identity = *wire::load_identity(reply.payload);
  const auto found = table_.find(identity);
  if (!found && found.error() == reject_reason::stale) return take_after_end(identity, packet, read);
  if (!found) return counters_.add(found.error());
  in_flight_slot& slot = **found;
  if (reply.payload.size() < payload_of(slot)) return counters_.add(reject_reason::short_packet);
  if (!same_host(slot.address, packet.source)) return counters_.add(reject_reason::source);
  const round_trip trip = measure(slot.sent, slot.kernel_sent, read, packet.stamp);
  const bool first = slot.answer();
  if (trip.rtt > slot.timeout) {
    take_extra(slot.target, slot.sequence, trip.rtt, first);
    // Too late, however it is read: the deadline ends it. But without its stamp it may have come at any time since the
    // queue was seen empty, and that was before the deadline.
    const bool perhaps_in_time = trip.is_bound && in.drained < deadline_of(slot, read.monotonic);
    if (first && perhaps_in_time) end_without_reply(slot, core::outcome::local_error, ECANCELED, read.monotonic);
    return;
  }
  counters_.add(direction::send, trip.send_stamp);
  counters_.add(direction::receive, trip.receive_stamp);
  core::probe_result result;
  result.outcome = core::outcome::reply;
  result.rtt = trip.rtt;
  result.sent_at = slot.sent.monotonic;
  result.sent = trip.sent;
  result.send_stamp = trip.send_stamp;
  result.receive_stamp = trip.receive_stamp;
  result.ttl = ttl;
  end(slot, result, read.monotonic);
}

void pinger::take_after_end(const wire::echo_identity& identity, const arrival& packet, const clock_reading& read) {
  const auto found = ended_.find(identity);
  if (!found) return counters_.add(found.error());
  ended_echo& echo = **found;
  if (!echo.went_to(packet.source)) return counters_.add(reject_reason::source);
  const core::nanoseconds rtt = echo.round_trip_of(read, packet.stamp);
  if (rtt > echo.keep()) return counters_.add(reject_reason::stale);
  take_extra(echo.target(), echo.sequence(), rtt, echo.answer());
}

void pinger::take_extra(core::target_id target, std::uint64_t sequence, core::nanoseconds rtt, bool first) {
  const bool has_target = target.index != no_target.index &&
                          (first ? sink_->echo_late(target, sequence, rtt) : sink_->echo_duplicate(target, sequence));
  if (!has_target) return counters_.add(reject_reason::stale);
  ++(first ? counters_.late : counters_.duplicate);
}

void pinger::take_error(const wire::icmp_error_view& error, const core::address& sender) {
  const auto identity = wire::load_identity(error.quoted.payload);
  in_flight_slot* slot = nullptr;
  if (identity) {
    slot = table_.find(*identity).value_or(nullptr);
  } else {
    slot = table_.find_quoted(error.quoted.sequence, error.destination);
  }
  if (slot == nullptr || !same_host(slot->address, error.destination)) return counters_.add(reject_reason::icmp_error);
  ++counters_.errors_believed;
  slot->mark({.type = error.type, .code = error.code, .sender = sender});
}

void pinger::reject(wire::rejection why) {
  switch (why) {
    case wire::rejection::short_packet:
    case wire::rejection::header:
      return counters_.add(reject_reason::short_packet);
    case wire::rejection::checksum:
      return counters_.add(reject_reason::checksum);
    case wire::rejection::code:
      return counters_.add(reject_reason::code);
    case wire::rejection::type:
      return;  // well-formed and none of ours
  }
}

}  // namespace reachd::icmp
