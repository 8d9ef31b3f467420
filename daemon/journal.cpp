// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal.hpp"

#include <fmt/format.h>

#include "daemon/iso_time.hpp"

namespace reachd::daemon {

void journal::stalled(core::nanoseconds how_long, core::wall_time now) {
  note_gap(stalls_, "the process stood still", how_long, now);
}

void journal::suspended(core::nanoseconds how_long, core::wall_time now) {
  note_gap(suspends_, "the machine was suspended", how_long, now);
}

void journal::go_on(const metrics::gap_numbers& stalls, const metrics::gap_numbers& suspends,
                    const metrics::gap_numbers& restarts) {
  stalls_ = stalls;
  suspends_ = suspends;
  restarts_ = restarts;
}

void journal::restarted(core::nanoseconds how_long, core::wall_time now) {
  add_gap(restarts_, "reachd was not running", how_long, now);
}

void journal::add_gap(metrics::gap_numbers& numbers, std::string_view what, core::nanoseconds how_long,
                      core::wall_time now) {
  ++numbers.count;
  numbers.lasted += how_long;
  const std::string since = iso_time(now - how_long);
  keep(now, fmt::format("gap of {:.1f} s since {}: {}", core::to_seconds(how_long), since, what));
}

void journal::note_gap(metrics::gap_numbers& numbers, std::string_view what, core::nanoseconds how_long,
                       core::wall_time now) {
  add_gap(numbers, what, how_long, now);
  const std::string since = iso_time(now - how_long);
  out_->warning("gap: nothing was measured, and nothing of it counts as loss",
                {{"reason", what}, {"seconds", core::to_seconds(how_long)}, {"since", since}});
}

void journal::uplink_changed(const probe::uplink_event& event) {
  if (event.up) {
    out_->warning("uplink up", {{"by", event.why}, {"lasted_seconds", core::to_seconds(event.lasted)}});
    keep(event.at, fmt::format("uplink up after {:.1f} s ({})", core::to_seconds(event.lasted), event.why));
  } else {
    out_->error("uplink down: targets behind it are unknown, not down", {{"why", event.why}});
    keep(event.at, "uplink down: " + event.why);
  }
}

void journal::keep(core::wall_time at, std::string text) {
  if (entries_.size() == most_kept) entries_.pop_front();
  entries_.push_back({at, std::move(text)});
}

}  // namespace reachd::daemon
