// SPDX-License-Identifier: Apache-2.0
#include "probe/gateway_lane.hpp"

#include <algorithm>
#include <utility>

namespace reachd::probe {
namespace {

using namespace std::chrono_literals;
using stats::testimony;

/// As for a target with the default `down_after`.
constexpr unsigned failures_that_prove = 3;

/// A silent gateway's neighbour entry may say `reachable` for up to 45 s and is then asked for 8 s (arp(7)). After that
/// its word is as good as it gets.
constexpr core::nanoseconds patience = 60s;

}  // namespace

void gateway_lane::looked(const way_out& seen, core::instant now) {
  if (seen.gateway && seen.gateway != way_.gateway) {
    echoes_ = {};
    ever_answered_ = silent_ = link_address_failed_ = false;
    confirmed_ = {};
  }
  const std::optional<core::address> last = way_.gateway;
  way_ = seen;
  if (!seen.routed && !seen.gateway) way_.gateway = last;  // the same one may come back
  // A failed one is asked for again with every echo: that it is being asked for does not make it known.
  if (seen.link_address != link_address::asked_for) link_address_failed_ = seen.link_address == link_address::failed;
  if (seen.confirmed_ago) confirmed_ = std::max(confirmed_, now - *seen.confirmed_ago);
  look_at(seen.links, now);
  judge(now);
}

void gateway_lane::look_at(const std::vector<link_seen>& links, core::instant now) {
  std::vector<watched_link> before = std::exchange(links_, {});
  for (const link_seen& each : links) {
    const auto known =
        std::ranges::find(before, each.interface, [](const watched_link& one) { return one.seen.interface; });
    const core::instant down_until = known != before.end() ? known->down_until : core::instant{};
    links_.push_back({each, each.works ? down_until : now});
  }
}

std::uint64_t gateway_lane::asked(core::instant now) {
  echoes_.begin(++asked_, now);
  return asked_;
}

void gateway_lane::answered(const core::address& gateway, std::uint64_t number, const core::probe_result& how,
                            core::instant now) {
  if (gateway != way_.gateway) return;
  echoes_.end(number, how, now);
  // A reply to an echo from before it went says nothing of now.
  const bool stale = is_down() && how.sent_at < went_down_;
  if (how.outcome == core::outcome::reply && !stale) {
    ever_answered_ = true;
    silent_ = false;
  }
  judge(now);
}

void gateway_lane::passed(core::instant sent, core::instant now) {
  passed_ = std::max(passed_, sent);
  judge(now);
}

/// A target behind it answered a probe from after its latest lost echoes: the way is there.
bool gateway_lane::is_passed_in_silence() const {
  if (!way_.works()) return false;
  return is_down() ? passed_ >= went_down_ : echoes_.is_silent() && passed_ >= echoes_.last_failed();
}

void gateway_lane::blame(core::instant now) {
  if (!echoes_.is_silent()) return;
  silent_ = ever_answered_;
  judge(now);
}

void gateway_lane::judge(core::instant now) {
  if (!way_.existed) return;
  if (ever_answered_ && is_passed_in_silence()) ever_answered_ = silent_ = false;
  // Up again by an answer, not by the link.
  const bool gone = !way_.works() || echoes_.failed_in_a_row() >= failures_that_prove;
  if (ever_answered_ && gone) silent_ = true;
  const bool missing = !ever_answered_ && link_address_failed_;
  const bool up = way_.works() && !silent_ && !missing;
  if (!up && !is_down()) went_down_ = now;
  if (!up || is_down()) down_until_ = now;
  up_ = up;
}

std::string gateway_lane::why() const {
  const std::string of = family_ == core::family::v4 ? "IPv4: " : "IPv6: ";
  if (!way_.routed) return of + "no default route any more";
  if (!way_.linked) return of + "the link of the default route is down: " + way_.interface;
  const std::string gateway = way_.gateway ? way_.gateway->to_string() : "the far end";
  return of + "the gateway " + gateway + " on " + way_.interface + " does not answer";
}

testimony gateway_lane::about(core::instant first, core::instant last, core::instant now) const {
  if (!way_.existed) return testimony::good;
  if (is_down() || !way_.works()) return testimony::bad;
  if (down_until_ != core::instant{} && down_until_ >= first) return testimony::bad;
  if (!way_.gateway) return testimony::good;
  return ever_answered_ ? echoes_.about(first, last, now) : about_silent_gateway(last, now);
}

testimony gateway_lane::about_link(std::uint32_t interface, core::instant first) const {
  const auto link = std::ranges::find(links_, interface, [](const watched_link& one) { return one.seen.interface; });
  if (link == links_.end()) return testimony::good;
  const bool was_down = link->down_until != core::instant{} && link->down_until >= first;
  return was_down || !link->seen.works ? testimony::bad : testimony::good;
}

testimony gateway_lane::about_silent_gateway(core::instant last, core::instant now) const {
  if (link_address_failed_) return testimony::bad;
  const bool proven = passed_ >= last || confirmed_ >= last;
  return proven || now - last >= patience ? testimony::good : testimony::pending;
}

}  // namespace reachd::probe
