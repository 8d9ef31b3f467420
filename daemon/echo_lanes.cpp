// SPDX-License-Identifier: Apache-2.0
#include "daemon/echo_lanes.hpp"

#include <net/if.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "async/sleep.hpp"

namespace reachd::daemon {
namespace {

constexpr core::nanoseconds between_looks = std::chrono::seconds(1);
constexpr core::nanoseconds between_lines = std::chrono::minutes(1);

unsigned index_of(const std::string& interface) { return interface.empty() ? 0 : ::if_nametoindex(interface.c_str()); }

/// What it is bound to, for people.
std::string text_of(const icmp::binding& to) {
  std::string out = to.family == core::family::v4 ? "IPv4" : "IPv6";
  if (!to.source.empty()) out += ", source " + to.source;
  if (!to.interface.empty()) out += ", interface " + to.interface;
  if (to.mark) out += ", mark " + std::to_string(*to.mark);
  if (to.dont_fragment) out += *to.dont_fragment ? ", df" : ", no df";
  if (to.largest_payload > icmp::binding::usual_largest)
    out += ", up to " + std::to_string(to.largest_payload) + " bytes";
  return out;
}

}  // namespace

echo_lanes::~echo_lanes() {
  for (auto& [wanted, one] : lanes_) close(one, ECANCELED);
}

std::uint16_t echo_lanes::lane_of(const icmp::binding& wanted) {
  const auto known = lanes_.find(wanted);
  if (known == lanes_.end() && lanes_.size() >= most_sockets) return refuse(wanted);
  lane& used = known != lanes_.end() ? known->second : add(wanted);
  used.used = loop_->scheduler().now();
  return used.id;
}

echo_lanes::lane& echo_lanes::add(const icmp::binding& wanted) {
  std::uint16_t id = 0;
  if (free_.empty()) {
    id = pinger_->add_lane();
  } else {
    id = free_.back();
    free_.pop_back();
  }
  lane& added = lanes_[wanted];
  added.id = id;
  added.to = wanted;
  open(added);
  return added;
}

std::uint16_t echo_lanes::refuse(const icmp::binding& wanted) {
  if (!forbidden_) {
    forbidden_ = pinger_->add_lane();
    pinger_->change_lane(*forbidden_, nullptr, EMFILE);
    out_->error("too many different sources, interfaces, marks and sizes: these probes end as local_error EMFILE",
                {{"sockets", std::uint64_t{most_sockets}}, {"not_opened", text_of(wanted)}});
  }
  return *forbidden_;
}

void echo_lanes::open(lane& of) {
  icmp::icmp_socket_options options;
  options.ident = static_cast<std::uint16_t>(ident_ + of.id);
  of.link = index_of(of.to.interface);
  auto opened = icmp::icmp_socket::open(of.to, options);
  if (!opened) {
    close(of, opened.error().code());
    return tell(of, opened.error().message());
  }
  of.socket = std::move(*opened);
  of.readable.emplace(*loop_, of.socket->fd());
  if (!on_the_turn_) of.readable->start();
  pinger_->change_lane(of.id, of.socket.get(), 0);
  if (std::exchange(of.is_missing, false)) out_->info("ICMP socket open again", {{"socket", text_of(of.to)}});
}

/// What comes and goes each second is told once a minute.
void echo_lanes::tell(lane& of, const std::string& problem) {
  const core::instant now = loop_->scheduler().now();
  if (of.problem == problem && now - of.told < between_lines) return;
  of.problem = problem;
  of.told = now;
  of.is_missing = true;
  out_->error("no ICMP socket for some targets: their probes end as local_error until there is one",
              {{"socket", text_of(of.to)}, {"error", problem}});
}

void echo_lanes::close(lane& of, int problem) {
  pinger_->change_lane(of.id, nullptr, problem);
  of.readable.reset();
  of.socket.reset();
}

void echo_lanes::drain_on_the_turn(bool so) {
  on_the_turn_ = so;
  for (auto& [wanted, one] : lanes_) {
    if (one.readable) so ? one.readable->stop() : one.readable->start();
  }
}

void echo_lanes::look_after(core::instant now) {
  for (auto at = lanes_.begin(); at != lanes_.end();) {
    lane& one = at->second;
    if (now - one.used > longest_idle && !pinger_->in_use(one.id)) {
      close(one, ECANCELED);
      free_.push_back(one.id);
      at = lanes_.erase(at);
      continue;
    }
    // A socket keeps the address and the interface that are gone, and hears nothing.
    const bool is_other = index_of(one.to.interface) != one.link || !icmp::is_here(one.to);
    if (one.socket != nullptr && is_other) close(one, ENODEV);
    if (one.socket == nullptr) open(one);
    ++at;
  }
}

std::size_t echo_lanes::open_sockets() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(lanes_, [](const auto& each) { return each.second.socket != nullptr; }));
}

async::task<void> echo_lanes::run() {
  for (bool awake = true; awake;) {
    look_after(loop_->scheduler().now());
    const core::instant again = loop_->scheduler().now() + between_looks;
    const bool slept = co_await async::sleep_until(loop_->scheduler(), again);
    awake = slept;
  }
}

}  // namespace reachd::daemon
