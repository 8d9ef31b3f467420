// SPDX-License-Identifier: Apache-2.0
#include "probe/gateway_lane.hpp"

#include <algorithm>

namespace reachd::probe {
namespace {

using namespace std::chrono_literals;
using stats::testimony;

/// As for a target with the default `down_after`.
constexpr unsigned failures_that_prove = 3;
/// As stats::evidence: one is chance.
constexpr unsigned failures_of_silence = 2;

/// A silent gateway's neighbour entry may say `reachable` for up to 45 s and is then asked for 8 s (arp(7)). After that
/// its word is as good as it gets.
constexpr core::nanoseconds patience = 60s;

}  // namespace

void gateway_lane::looked(const way_out& seen, core::instant now) {
  if (seen.gateway && seen.gateway != way_.gateway) {
    evidence_ = {};
    ever_answered_ = blamed_ = link_address_failed_ = false;
    doubts_ = 0;
    confirmed_ = {};
  }
  const std::optional<core::address> last = way_.gateway;
  way_ = seen;
  if (!seen.routed && !seen.gateway) way_.gateway = last;  // the same one may come back
  // A failed one is asked for again with every echo: that it is being asked for does not make it known.
  if (seen.link_address != link_address::asked_for) link_address_failed_ = seen.link_address == link_address::failed;
  if (seen.confirmed_ago) confirmed_ = std::max(confirmed_, now - *seen.confirmed_ago);
  if (way_.existed && way_.routed && !way_.linked) link_down_until_ = now;
  judge(now);
}

void gateway_lane::answered(const core::address& gateway, const core::probe_result& how, core::instant now) {
  if (gateway != way_.gateway || how.outcome == core::outcome::stopped) return;
  const bool reply = how.outcome == core::outcome::reply;
  // Echoes overlap: one that was sent before the latest answered one and fails after it tells of a time that is over.
  const bool overtaken = !reply && how.sent_at != core::instant{} && how.sent_at < evidence_.last_reply().at;
  if (overtaken) return;
  evidence_.record(how);
  // A reply to an echo from before it went says nothing of now.
  const bool stale = is_down() && how.sent_at < went_down_;
  if (reply && !stale) {
    ever_answered_ = true;
    blamed_ = false;
    doubts_ = 0;
  } else if (!reply) {
    ++doubts_;
  }
  judge(now);
}

void gateway_lane::blame(core::instant now) {
  if (doubts_ < failures_of_silence) return;
  blamed_ = true;
  judge(now);
}

void gateway_lane::judge(core::instant now) {
  if (!way_.existed) return;
  const bool silent = ever_answered_ && (doubts_ >= failures_that_prove || blamed_);
  const bool missing = !ever_answered_ && link_address_failed_;
  const bool up = way_.works() && !silent && !missing;
  if (!up && !is_down()) went_down_ = now;
  if (!up || is_down()) down_until_ = now;
  if (!up && ever_answered_ && !way_.works()) doubts_ = failures_that_prove;  // up again by an answer, not by the link
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
  return ever_answered_ ? evidence_.about(first, last) : about_silent_gateway(last, now);
}

testimony gateway_lane::about_link(core::instant first) const {
  const bool was_down = link_down_until_ != core::instant{} && link_down_until_ >= first;
  return was_down || (way_.routed && !way_.linked) ? testimony::bad : testimony::good;
}

testimony gateway_lane::about_silent_gateway(core::instant last, core::instant now) const {
  if (link_address_failed_) return testimony::bad;
  const bool proven = passed_ >= last || confirmed_ >= last;
  return proven || now - last >= patience ? testimony::good : testimony::pending;
}

}  // namespace reachd::probe
