// SPDX-License-Identifier: Apache-2.0
#include "sim/network.hpp"

#include <algorithm>
#include <cerrno>

#include "sim/judge.hpp"
#include "wire/echo_identity.hpp"
#include "wire/icmp_message.hpp"

namespace reachd::sim {
namespace {

using namespace std::chrono_literals;

constexpr core::nanoseconds send_cost = 2us;
constexpr core::nanoseconds receive_cost = 500ns;  // a packet
constexpr core::nanoseconds duplicate_after = 300us;

const core::address& router(core::family family) {
  static const core::address v4 = *core::address::parse("192.0.2.1");
  static const core::address v6 = *core::address::parse("2001:db8::1");
  return family == core::family::v4 ? v4 : v6;
}

}  // namespace

void network::send(std::span<icmp::outgoing> batch) {
  const core::instant handed_over = time_->now();
  for (icmp::outgoing& each : batch) {
    time_->spend(send_cost);
    each.error = hand_over(each, handed_over);
  }
}

int network::hand_over(const icmp::outgoing& asked, core::instant handed_over) {
  const std::uint32_t target = target_at(asked.destination);
  host* const to = truth_->at(target);
  flight* truth = to != nullptr ? truth_->find_sent(*to, asked.packet.subspan(wire::icmp_header_size)) : nullptr;
  const bool of_gateway = target == 0 && !script_->uplink_cuts.empty();  // asked by the uplink, for no target
  if (truth == nullptr && !of_gateway) ++counts_.unknown_requests;
  if (to == nullptr) return 0;
  const std::uint64_t number = ++to->requests;
  request sent{.packet = &asked,
               .target = target,
               .to = to,
               .number = number,
               .truth = truth,
               .how = &script_->behaviour_of(target, time_->elapsed()),
               .draw = draws(seed_, target, number)};
  const uplink_cut* const cut = script_->uplink_cut_of(target, time_->elapsed());
  const int refused = refusal(sent, cut);
  if (refused != 0) {
    if (truth != nullptr) truth->refused_with = refused, ++truth->refusals;
    return refused;
  }
  sent.left = time_->now() + sent.draw.between(sent.how->wait.least, sent.how->wait.most);
  if (truth != nullptr) truth->sent = true, truth->handed_over = handed_over, truth->left = sent.left;
  stamp(sent);
  const bool lost = is_lost(sent);
  if (!lost && cut == nullptr) answer(sent);
  return 0;
}

int network::refusal(request& sent, const uplink_cut* cut) {
  if (sent.hit(sent.how->refuse)) return sent.how->refuse_with;
  return cut != nullptr && cut->how == uplink_fault::no_route ? ENETUNREACH : 0;
}

void network::stamp(request& sent) {
  if (sent.hit(sent.how->no_send_stamp)) return;
  if (sent.truth != nullptr) sent.truth->send_stamped = true;
  packet& told = stamps_.post(sent.left);
  told.at = sent.left;
  make_looped(told.frame, sent.packet->destination, sent.packet->packet);
}

bool network::is_lost(request& sent) {
  host& to = *sent.to;
  if (to.lost_in_burst == 0 && sent.hit(sent.how->burst)) to.lost_in_burst = sent.how->burst_length;
  if (to.lost_in_burst > 0) return --to.lost_in_burst, true;
  return sent.hit(sent.how->lose);
}

network::packet& network::post(const request& about, core::instant at, bearing what) {
  const auto arrival = time_->arrival(about.left, at);
  at = arrival.value_or(at);
  packet& posted = packets_.post(at);
  posted.source = about.packet->destination;
  posted.at = at;
  posted.target = about.target;
  posted.incarnation = about.to->incarnation;
  posted.sequence = about.truth != nullptr ? about.truth->sequence : 0;
  posted.what = what;
  posted.stamped = true;
  posted.quotes_token = true;
  posted.vanishes = !arrival || script_->uplink_cut_of(about.target, at - time_->origin()) != nullptr;
  posted.reply = 0;
  return posted;
}

void network::answer(request& sent) {
  const behaviour& how = *sent.how;
  core::instant at = sent.left + sent.draw.between(how.delay.least, how.delay.most);
  if (sent.hit(how.hold)) at += how.hold_for;
  if (sent.hit(how.error)) {
    packet& told = post(sent, at, bearing::error);
    told.source = router(family_);
    told.quotes_token = how.quoted >= wire::icmp_header_size + wire::echo_identity::size;
    make_error(told.frame, sent.packet->destination, sent.packet->packet, how.quoted, false);
    if (!how.reply_after_error) return;
    at += duplicate_after;
  }
  if (answer_falsely(sent, at)) return;
  reply(sent, at);
  if (sent.hit(how.duplicate)) reply(sent, at + duplicate_after);
  if (sent.hit(how.replay)) reply(sent, at + how.replay_after);
}

void network::reply(request& sent, core::instant at) {
  packet& reply = post(sent, at, sent.truth != nullptr ? bearing::reply : bearing::gateway);
  reply.stamped = !sent.hit(sent.how->no_receive_stamp);
  if (sent.truth != nullptr) ++sent.truth->under_way;
  make_reply(reply.frame, sent.packet->destination, sent.packet->packet, damage::none);
}

bool network::answer_falsely(request& sent, core::instant at) {
  const behaviour& how = *sent.how;
  const auto damaged = [&](bearing what, damage kind) {
    make_reply(post(sent, at, what).frame, sent.packet->destination, sent.packet->packet, kind);
    return true;
  };
  if (sent.hit(how.checksum)) return damaged(bearing::checksum, damage::checksum);
  if (sent.hit(how.token)) return damaged(bearing::token, damage::token);
  if (sent.hit(how.code)) return damaged(bearing::code, damage::code);
  if (sent.hit(how.shorten)) return damaged(bearing::shortened, damage::shortened);
  if (sent.hit(how.source)) {
    packet& forged = post(sent, at, bearing::source);
    forged.source = address_of(sent.target ^ 1, family_, true);
    make_reply(forged.frame, forged.source, sent.packet->packet, damage::none);
    return true;
  }
  if (sent.hit(how.forged_error)) {
    packet& forged = post(sent, at, bearing::forged_error);
    forged.source = router(family_);
    make_error(forged.frame, sent.packet->destination, sent.packet->packet, sent.packet->packet.size(), true);
    return true;
  }
  return false;
}

void network::arrive() {
  while (packets_.next() <= time_->now()) {
    const std::uint32_t index = packets_.take();
    packet& arrived = packets_.at(index);
    if (arrived.vanishes) {
      forget(arrived);
      packets_.discard(index);
      continue;
    }
    // The kernel verifies the checksum of ICMPv6 itself and delivers none that is wrong.
    if (arrived.what == bearing::checksum && family_ == core::family::v6) {
      ++drops_.checksum;
      ++counts_.checksums_by_kernel;
      packets_.discard(index);
    } else {
      enqueue(arrived, index);
    }
  }
}

void network::enqueue(packet& arrived, std::uint32_t index) {
  const bool known = truth_->lives(arrived.target, arrived.incarnation);
  flight* truth = known ? truth_->of(arrived.target).find(arrived.sequence) : nullptr;
  const bool full = queue_.size() >= script_->receive_queue;
  if (truth != nullptr && arrived.what == bearing::reply) {
    if (full) {
      const bool in_time = arrived.at - truth->handed_over <= truth->timeout;
      truth->reply_overflowed = truth->reply_overflowed || in_time;
    } else if (truth->reply_count < truth->replies.size()) {
      arrived.reply = truth->reply_count++;
      truth->replies[arrived.reply] = {.at = arrived.at, .read = core::never, .stamped = arrived.stamped};
    }
  }
  if (full) {
    forget(arrived);
    ++drops_.overflow;
    return packets_.discard(index);
  }
  if (truth != nullptr && arrived.what == bearing::error) truth->error_at = std::min(truth->error_at, arrived.at);
  queue_.push_back(index);
}

/// A true reply that nobody will read.
void network::forget(const packet& gone) {
  if (gone.what != bearing::reply || !truth_->lives(gone.target, gone.incarnation)) return;
  truth_->of(gone.target).arrived(gone.sequence, [](flight&) {});
}

void network::note_read(packet& taken) {
  ++counts_.read[static_cast<std::size_t>(taken.what)];
  if (taken.what == bearing::error && !taken.quotes_token) truth_->at(taken.target)->short_error_read = time_->now();
  if (taken.what != bearing::reply || !truth_->lives(taken.target, taken.incarnation)) return;
  truth_->of(taken.target).arrived(taken.sequence, [&](flight& truth) { note_reply(taken, truth); });
}

// What becomes of a true reply: it ends its probe, or it is late or a duplicate, or its probe is forgotten.
void network::note_reply(const packet& taken, flight& truth) {
  const core::nanoseconds timeout = truth.timeout;
  if (truth.open) truth.replies[taken.reply].read = time_->now();
  const reply_truth reply{.at = taken.at, .read = time_->now(), .stamped = taken.stamped};
  const measured_rtt rtt = measure(truth, reply, *time_);
  const bool first = !truth.heard;
  if (truth.open && !truth.believed && rtt.most <= timeout) {
    truth.believed = truth.heard = true;
    return;
  }
  const core::nanoseconds kept = remembered_for(timeout);
  const bool in_flight = truth.open && !truth.believed;
  // What has just ended is remembered for a while, however long ago it was sent.
  const bool remembered = truth.open || time_->now() < truth.handed_over + kept - 1ms;
  if (!in_flight && rtt.least > kept) return;
  const bool certain = in_flight || (remembered && rtt.most <= kept);
  truth.heard = true;
  truth_->extra_of(taken.target).add({.sequence = taken.sequence, .first = first, .rtt = rtt, .certain = certain});
}

std::span<const icmp::arrival> network::receive() {
  for (const std::uint32_t index : taken_packets_) packets_.discard(index);
  taken_packets_.clear();
  arrivals_.clear();
  arrive();
  while (!queue_.empty() && taken_packets_.size() < script_->batch) {
    taken_packets_.push_back(queue_.front());
    queue_.pop_front();
  }
  if (!taken_packets_.empty()) time_->spend(receive_cost * static_cast<std::int64_t>(taken_packets_.size()));
  for (const std::uint32_t index : taken_packets_) {
    packet& taken = packets_.at(index);
    note_read(taken);
    const core::wall_time stamp = taken.stamped ? time_->wall_at(taken.at) : core::wall_time{};
    arrivals_.push_back({.source = taken.source, .packet = taken.frame.view(), .stamp = stamp});
  }
  return arrivals_;
}

std::span<const icmp::notice> network::collect() {
  for (const std::uint32_t index : taken_stamps_) stamps_.discard(index);
  taken_stamps_.clear();
  notices_.clear();
  while (stamps_.next() <= time_->now() && taken_stamps_.size() < script_->batch) {
    const std::uint32_t index = stamps_.take();
    const packet& told = stamps_.at(index);
    taken_stamps_.push_back(index);
    notices_.push_back({.kind = icmp::notice::kind::send_stamp,
                        .packet = told.frame.view(),
                        .stamp = time_->wall_at(told.at),
                        .destination = {},
                        .cause = {}});
  }
  return notices_;
}

icmp::kernel_drops network::drops() {
  arrive();
  if (drops_.overflow != told_.overflow) overflow_told_ = time_->now();
  told_ = drops_;
  return drops_;
}

core::instant network::next_event() const {
  if (!queue_.empty()) return time_->now();
  return std::min(packets_.next(), stamps_.next());
}

}  // namespace reachd::sim
