// SPDX-License-Identifier: Apache-2.0
#include "fuzz/pinger_book.hpp"

#include <cerrno>

#include "fuzz/target.hpp"

namespace reachd::fuzz {
namespace {

/// As test::scripted_world makes its pinger.
constexpr wire::siphash_key run_key{std::byte{42}};
constexpr std::size_t payload_size = 56;

/// The same host; a scope that one side does not name may be any.
bool is_same(const core::address& left, const core::address& right) {
  const bool scopes = left.scope_id() == 0 || right.scope_id() == 0 || left.scope_id() == right.scope_id();
  return left.family() == right.family() && left.bytes() == right.bytes() && scopes;
}

template <typename Numbers>
std::uint64_t growth(const Numbers& now, const Numbers& before) {
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < now.size(); ++at) {
    require(now[at] >= before[at], "no count goes back");
    sum += now[at] - before[at];
  }
  return sum;
}

}  // namespace

void pinger_book::begin(core::target_id target, const core::address& address, core::nanoseconds timeout) {
  echoes_.push_back({.target = target, .address = address, .timeout = timeout});
}

void pinger_book::drop(const icmp::kernel_drops& more) {
  dropped_.overflow += more.overflow;
  dropped_.checksum += more.checksum;
  overflowed_ = overflowed_ || more.overflow > 0;
}

void pinger_book::deliver(core::family family, const core::address& source, const test::bytes& packet) {
  delivered_.push_back({.family = family, .source = source, .packet = packet});
}

void pinger_book::tell_error(core::family family, const icmp::notice& told, const test::bytes& packet) {
  if (!is_error_type(told.cause.type, family)) return;  // must not be counted either
  delivered_.push_back({.family = family, .packet = packet, .error = told.destination});
}

void pinger_book::check() {
  read_errors();
  read_sent(world_->v4, read_sent_[0]);
  read_sent(world_->v6, read_sent_[1]);
  const std::size_t ended = world_->log.ended.size();
  std::size_t replies = 0;
  for (; read_ended_ < ended; ++read_ended_) {
    const auto& one = world_->log.ended[read_ended_];
    check_ended(one);
    replies += one.result.outcome == core::outcome::reply ? 1 : 0;
  }
  require(echoes_.size() == ended + world_->pinger.in_flight(), "begun = ended + in flight");
  check_counts(replies);
  delivered_.clear();
  dropped_ = {};
}

/// What could be believed when it was read: deliveries are read before the requests of the same turn are sent.
void pinger_book::read_errors() {
  for (const delivery& what : delivered_) {
    const auto quoted = quoted_by(what);
    if (!quoted) continue;
    for (echo& one : echoes_) {
      if (!one.in_flight || one.ended || !is_same(one.address, quoted->destination)) continue;
      const bool whole = quoted->request.payload.size() >= wire::echo_identity::size;
      one.errored = one.errored || (whole ? bears(quoted->request.payload, one.identity)
                                          : quoted->request.sequence == one.icmp_sequence);
    }
  }
}

std::optional<byte_span> pinger_book::message_in(const delivery& what) const {
  if (what.error) return std::nullopt;
  if (what.family == core::family::v4 && world_->v4.with_ip_header) return icmp_in_ipv4(what.packet);
  return what.packet.size() >= 8 ? std::optional<byte_span>(what.packet) : std::nullopt;
}

std::optional<quotation> pinger_book::quoted_by(const delivery& what) const {
  if (what.error) {
    const auto request = request_in(what.packet, what.family);
    return request ? std::optional(quotation{*what.error, *request}) : std::nullopt;
  }
  const auto message = message_in(what);
  const auto quoted = message ? quoted_in(*message, what.family) : std::nullopt;
  return quoted && quoted->request.ident == test::scripted_port::own_ident ? quoted : std::nullopt;
}

void pinger_book::read_sent(test::scripted_port& port, std::size_t& read) {
  for (; read < port.sent.size(); ++read) {
    const auto& out = port.sent[read];
    const auto header = request_in(out.packet, port.family());
    require(header && header->payload.size() == payload_size, "an echo request is sent, and whole");
    const auto identity = wire::load_identity(header->payload).value();
    std::size_t whose = 0;
    while (whose < echoes_.size() && wire::make_token(run_key, identity.slot, identity.generation,
                                                      echoes_[whose].target, whose) != identity.token) {
      ++whose;
    }
    require(whose < echoes_.size(), "what is sent was begun");
    echo& one = echoes_[whose];
    require(!one.in_flight && one.address == out.destination, "it is sent once, to its address");
    one.in_flight = true;
    one.sent = out.at;
    one.identity = identity;
    one.icmp_sequence = header->sequence;
  }
}

void pinger_book::check_ended(const test::echo_log::entry& ended) {
  require(ended.sequence < echoes_.size(), "what ends was begun");
  echo& one = echoes_[ended.sequence];
  require(!one.ended && one.target == ended.target, "it ends once");
  one.ended = true;
  const core::probe_result& result = ended.result;
  const core::instant now = world_->loop.now();
  require(result.outcome == core::outcome::reply || result.rtt == core::nanoseconds::zero(), "no reply, no RTT");
  switch (result.outcome) {
    case core::outcome::reply:
      return check_reply(one, result);
    case core::outcome::lost:
      return require(one.in_flight && !one.errored && now >= one.sent + one.timeout, "lost is silence to the deadline");
    case core::outcome::unreachable:
      return require(one.errored && now >= one.sent + one.timeout, "unreachable is an ICMP error and no reply");
    case core::outcome::local_error:
      if (result.errno_value == ECANCELED) return check_unseen(one);
      return require(refused_ || overflowed_, "a local error has a cause");
    case core::outcome::stopped:
      return require(stopped_.contains(one.target.index), "only who was stopped is stopped");
    case core::outcome::refused:
    case core::outcome::mismatch:
      return require(false, "an echo does not end so");
  }
}

void pinger_book::check_reply(const echo& one, const core::probe_result& result) {
  require(result.rtt >= core::nanoseconds::zero() && result.rtt <= one.timeout, "a reply is in time");
  take_reply(one);
}

/// Its reply was read after its deadline, with a stamp that cannot be believed: it may have come in time.
void pinger_book::check_unseen(const echo& one) {
  require(world_->loop.now() > one.sent + one.timeout, "what is read in time is a reply");
  take_reply(one);
}

void pinger_book::take_reply(const echo& one) {
  require(one.in_flight, "what was not sent has no reply");
  for (delivery& what : delivered_) {
    const auto message = message_in(what);
    const auto reply = message && !what.used ? reply_in(*message, what.family) : std::nullopt;
    if (!reply || reply->ident != test::scripted_port::own_ident || reply->payload.size() < payload_size) continue;
    if (!is_same(one.address, what.source) || !bears(reply->payload, one.identity)) continue;
    what.used = true;
    return;
  }
  require(false, "a reply is believed only with its token from its address");
}

void pinger_book::check_counts(std::size_t replies) {
  const icmp::counters& now = world_->pinger.counters();
  const std::uint64_t rejected = growth(now.rejected, counters_.rejected);
  require(rejected + replies <= delivered_.size() + dropped_.checksum, "a packet is counted at most once");
  const std::uint64_t sends = growth(now.stamps[0], counters_.stamps[0]);
  const std::uint64_t receives = growth(now.stamps[1], counters_.stamps[1]);
  require(sends == receives && sends >= replies && sends <= delivered_.size(), "each reply has two stamps");
  require(now.receive_queue_drops - counters_.receive_queue_drops == dropped_.overflow, "what was dropped is counted");
  counters_ = now;
}

}  // namespace reachd::fuzz
