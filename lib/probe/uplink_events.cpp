// SPDX-License-Identifier: Apache-2.0
#include "probe/uplink_events.hpp"

#include <algorithm>
#include <utility>

namespace reachd::probe {

void uplink_events::down(std::size_t way, std::string why, core::instant now) {
  if (ways_[way].down) return;
  ways_[way] = {.down = true, .event = 0, .why = std::move(why), .since = now};
}

bool uplink_events::untold() const {
  return std::ranges::any_of(ways_, [](const one_way& each) { return each.down && each.event == 0; });
}

void uplink_events::tell() {
  if (!untold()) return;
  ++events_;
  uplink_event event{.up = false, .why = {}, .at = wall_(), .lasted = {}};
  core::instant first = core::never;
  for (one_way& each : ways_) {
    if (!each.down || each.event != 0) continue;
    each.event = events_;
    first = std::min(first, each.since);
    event.why += (event.why.empty() ? "" : "; ") + each.why;
  }
  for (std::size_t way = 0; way < ways; ++way) {
    if (ways_[way].event == events_) began_[way] = first;
  }
  observer_->uplink_changed(event);
}

void uplink_events::up(std::size_t way, std::string why, core::instant now) {
  if (!ways_[way].down) return;
  const std::uint32_t event = ways_[way].event;
  ways_[way] = {.down = false, .event = 0, .why = {}, .since = now};
  if (event == 0 || lasts(event)) return;
  observer_->uplink_changed({.up = true, .why = std::move(why), .at = wall_(), .lasted = now - began_[way]});
}

void uplink_events::retire(core::instant now) {
  for (std::size_t way = 0; way < ways; ++way) up(way, "no longer judged", now);
}

bool uplink_events::lasts(std::uint32_t event) const {
  return std::ranges::any_of(ways_, [event](const one_way& each) { return each.event == event; });
}

}  // namespace reachd::probe
