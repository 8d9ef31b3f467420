// SPDX-License-Identifier: Apache-2.0
// What is known of the way out of one family. Role: judges it by the gateway's answers, or, of a gateway that never
// answered, by route, link and neighbour state. Pure: it is told everything. Owner: gateway_uplink.
// Invariant: a family that never had a default route is not judged. One lost echo is chance; a route or link that is
// gone is certain. A gateway that drops echoes while targets behind it answer is as one that never answered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probe/way_source.hpp"
#include "stats/witness_log.hpp"

namespace reachd::probe {

class gateway_lane {
 public:
  explicit gateway_lane(core::family family) : family_(family) {}

  /// The routing table was read. A new gateway is one that nothing is known of.
  void looked(const way_out& seen, core::instant now);
  /// An echo to the gateway begins: its number.
  std::uint64_t asked(core::instant now);
  /// It has ended.
  void answered(const core::address& gateway, std::uint64_t number, const core::probe_result& how, core::instant now);
  /// A target behind it has answered a probe sent at `sent`.
  void passed(core::instant sent, core::instant now);
  /// It was blamed for a target's silence: it is down if it is silent itself now. A silence that is over may excuse a
  /// target, and makes nothing down again.
  void blame(core::instant now);

  const way_out& way() const { return way_; }
  bool judged() const { return way_.existed && up_.has_value(); }
  bool is_down() const { return up_ == false; }
  /// Why it is down, in words for the log.
  std::string why() const;
  /// It has failed and is neither down nor known to be up: to be probed sooner.
  bool undecided() const { return ever_answered_ && echoes_.failed_in_a_row() > 0 && !is_down(); }
  /// The answers of targets behind it tell something.
  bool listens() const { return gateway_is_silent() || undecided() || is_down(); }
  /// It has answered since `at`.
  bool proven_since(core::instant at) const { return echoes_.last_reply() >= at || passed_ >= at; }
  /// Nothing but the neighbour state and other targets tells of this gateway: it never answered, or does so no more.
  bool gateway_is_silent() const { return way_.gateway.has_value() && !ever_answered_; }
  core::family family() const { return family_; }

  /// As stats::witness_log::about().
  stats::testimony about(core::instant first, core::instant last, core::instant now) const;
  /// The same of one of its links alone, for a target that is on it.
  stats::testimony about_link(std::uint32_t interface, core::instant first) const;

 private:
  void judge(core::instant now);
  bool is_passed_in_silence() const;
  void look_at(const std::vector<link_seen>& links, core::instant now);
  stats::testimony about_silent_gateway(core::instant last, core::instant now) const;

  struct watched_link {
    link_seen seen;
    core::instant down_until{};  // the end of the latest time in which it was down
  };

  core::family family_;
  way_out way_;
  std::vector<watched_link> links_;
  stats::witness_log echoes_;  // to the gateway
  std::uint64_t asked_ = 0;
  std::optional<bool> up_;
  core::instant passed_{};
  core::instant confirmed_{};  // the gateway's link address was known to be right
  core::instant went_down_{};
  core::instant down_until_{};  // the end of the latest time in which it was down
  bool ever_answered_ = false;  // and it is not known that it does so no more
  bool silent_ = false;         // and was not: until it answers an echo from after it went down
  bool link_address_failed_ = false;
};

}  // namespace reachd::probe
