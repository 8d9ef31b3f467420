// SPDX-License-Identifier: Apache-2.0
#include "probe/gateway_uplink.hpp"

#include <algorithm>

#include "icmp/echo.hpp"
#include "probe/target.hpp"

namespace reachd::probe {
namespace {

using namespace std::chrono_literals;
using stats::testimony;

constexpr core::nanoseconds ask_every = 1s;
constexpr core::nanoseconds ask_in_doubt = 250ms;
constexpr core::nanoseconds ask_in_a_hurry = 100ms;
constexpr core::nanoseconds answer_within = 1s;
/// How long a way that went waits for word of the other one, so that both are told as one outage.
constexpr core::nanoseconds tell_within = 3s;
/// Ways that go within that time went together: one command or one link takes both, but not in the same moment.
constexpr core::nanoseconds together_within = 500ms;
constexpr core::nanoseconds known_for = 60s;

bound_packets bound_by(const options::icmp& asked) {
  return {.source = asked.source, .interface = asked.interface, .mark = asked.mark.value_or(0)};
}

}  // namespace

gateway_uplink::gateway_uplink(async::scheduler& clock, icmp::pinger& pinger, way_source& kernel, uplink_events events)
    : clock_(&clock), pinger_(&pinger), kernel_(&kernel), events_(std::move(events)), alarm_(clock) {}

void gateway_uplink::hurry() { alarm_.move(std::max(clock_->now(), asked_ + ask_in_a_hurry)); }

void gateway_uplink::look() {
  asked_ = clock_->now();
  for (gateway_lane& lane : lanes_) {
    const way_out before = lane.way();
    lane.looked(kernel_->look(lane.family()), clock_->now());
    if (lane.way().gateway != before.gateway || lane.way().routed != before.routed) ++routes_seen_;
    judge(lane);
  }
}

async::task<void> gateway_uplink::ask(core::address gateway) {
  gateway_lane& lane = lane_of(gateway.family());
  const std::uint64_t number = lane.asked(clock_->now());
  const auto how = co_await pinger_->echo(gateway, answer_within);
  lane.answered(gateway, number, how, clock_->now());
  judge(lane);
}

async::task<void> gateway_uplink::run() {
  const auto stop = co_await async::current_stop_token();
  async::scope asking(clock_->ready(), stop);
  for (bool awake = true; awake && !stop.stop_requested();) {
    look();
    for (const gateway_lane& lane : lanes_) {
      if (lane.way().gateway && lane.way().works()) asking.spawn(ask(*lane.way().gateway));
    }
    tell();
    const bool doubt =
        events_.untold() || std::ranges::any_of(lanes_, [](const gateway_lane& lane) { return lane.undecided(); });
    const core::instant again = clock_->now() + (doubt ? ask_in_doubt : ask_every);
    const bool waited = co_await alarm_.wait_until(again);
    awake = waited;
  }
  co_await asking.join();
}

void gateway_uplink::judge(gateway_lane& lane) {
  const auto way = static_cast<std::size_t>(lane.family());
  if (lane.judged() && lane.is_down()) {
    if (!events_.is_down(way)) hurry();
    events_.down(way, lane.why(), clock_->now());
  } else if (events_.is_down(way)) {
    const std::string by = lane.way().gateway ? " by " + lane.way().gateway->to_string() : "";
    events_.up(way, (lane.family() == core::family::v4 ? "IPv4" : "IPv6") + by, clock_->now());
  }
  tell();
}

void gateway_uplink::tell() {
  if (!events_.untold()) return;
  core::instant first = core::never;
  for (std::size_t way = 0; way < lanes_.size(); ++way) {
    if (events_.is_down(way)) first = std::min(first, events_.since(way));
  }
  for (std::size_t way = 0; way < lanes_.size(); ++way) {
    const gateway_lane& other = lanes_[way];
    const bool known = events_.is_down(way) || !other.judged() || other.proven_since(first + together_within);
    if (!known && clock_->now() - first < tell_within) return;
  }
  events_.tell();
}

need gateway_uplink::need_of(const target& asked) {
  const std::size_t index = asked.id.index;
  if (index >= known_.size()) known_.resize(index + 1);
  known_way& kept = known_[index];
  const auto* const held = std::get_if<std::shared_ptr<const options::icmp>>(&asked.asks);
  const auto asks = held != nullptr ? *held : nullptr;
  const bool known = kept.generation == asked.id.generation && kept.looks == routes_seen_ && kept.asks == asks &&
                     kept.address == *asked.address && clock_->now() - kept.at < known_for;
  if (known) return kept.need;
  const bound_packets as = asks != nullptr ? bound_by(*asks) : bound_packets{};
  const auto told = kernel_->need_of(*asked.address, as);
  if (!told) return {};  // and is asked again
  kept = {asked.id.generation, routes_seen_, clock_->now(), *asked.address, asks, *told};
  return kept.need;
}

testimony gateway_uplink::about(const target& failing) {
  if (!failing.address || failing.address->is_loopback()) return testimony::good;
  gateway_lane& lane = lane_of(failing.address->family());
  const need needed = lane.way().existed ? need_of(failing) : need{};
  if (needed.of == dependence::none) return testimony::good;
  const stats::evidence& silent = failing.series.evidence();
  const testimony says = needed.of == dependence::link
                             ? lane.about_link(needed.interface, silent.first_counted())
                             : lane.about(silent.first_counted(), silent.questioned(), clock_->now());
  if (says == testimony::bad) {
    if (needed.of == dependence::way) lane.blame(clock_->now());
    judge(lane);
  }
  if (says == testimony::pending) hurry();
  return says;
}

void gateway_uplink::heard(const target& probed, const core::probe_result& how) {
  if (how.outcome != core::outcome::reply || !probed.address || probed.address->is_loopback()) return;
  gateway_lane& lane = lane_of(probed.address->family());
  if (!lane.listens() || need_of(probed).of != dependence::way) return;
  lane.passed(how.sent_at, clock_->now());
  judge(lane);
}

std::span<const way_state> gateway_uplink::states() {
  for (std::size_t way = 0; way < lanes_.size(); ++way) {
    const std::string_view name = lanes_[way].family() == core::family::v4 ? "ipv4" : "ipv6";
    states_[way] = {.name = name, .judged = lanes_[way].judged(), .up = !lanes_[way].is_down()};
  }
  return states_;
}

}  // namespace reachd::probe
