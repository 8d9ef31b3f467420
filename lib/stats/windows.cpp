// SPDX-License-Identifier: Apache-2.0
#include "stats/windows.hpp"

#include <algorithm>
#include <chrono>

namespace reachd::stats {
namespace {

using minutes = std::chrono::duration<std::int64_t, std::ratio<60>>;
using tens = std::chrono::duration<std::int64_t, std::ratio<600>>;

template <typename Length>
std::int64_t number_at(core::instant at) {
  return std::chrono::floor<Length>(at.time_since_epoch()).count();
}

std::int64_t ten_of(std::int64_t minute) { return std::chrono::floor<tens>(minutes(minute)).count(); }

constexpr std::int64_t whole_minutes = 5;  // besides the current one
constexpr std::int64_t whole_tens = 6;

}  // namespace

void windows::add(event happened, core::instant at) {
  if (happened.kind == event_kind::stopped) return;
  at = std::max(at, last_);
  if (happened.kind == event_kind::reply) happened.value = std::min(happened.value, recent::largest_value);
  const std::int64_t minute = number_at<minutes>(at);
  if (minute != open_minute_) {
    if (!open_.empty()) close_minute();
    minutes_.drop_below(minute - whole_minutes);
    tens_.drop_below(ten_of(minute) - whole_tens);
    open_minute_ = minute;
  }
  open_.add(happened, before_);
  recent_.add(happened, at);
  first_ = std::min(first_, at);
  last_ = at;
}

void windows::close_minute() {
  minutes_.add(open_minute_, open_);
  tens_.add(ten_of(open_minute_), open_);
  open_.clear();
}

window_statistics windows::over(window which, core::instant now) const {
  if (last_ < first_) return {};  // nothing has happened yet
  now = std::max(now, last_);
  return length_of(which) <= recent::longest ? short_window(length_of(which), now) : long_window(which, now);
}

window_statistics windows::short_window(core::nanoseconds length, core::instant now) const {
  tally totals;
  rtt_before before;
  std::vector<std::uint64_t> rtts;
  const std::size_t first = recent_.first_within(length, now);
  rtts.reserve(recent_.size() - first);
  for (std::size_t i = first; i < recent_.size(); ++i) {
    const event happened = recent_[i];
    totals.add(happened, before);
    if (happened.kind == event_kind::reply) rtts.push_back(happened.value);
  }
  const core::nanoseconds known = recent_.covered(length, now).value_or(length);
  return summarise(totals, quantiles_of(rtts), std::min(known, now - first_));
}

window_statistics windows::long_window(window which, core::instant now) const {
  slice total;
  core::instant begin;
  if (which == window::five_minutes) {
    const std::int64_t oldest = number_at<minutes>(now) - whole_minutes;
    minutes_.merge_into(total, oldest);
    if (open_minute_ >= oldest) total.merge(open_);
    begin = core::instant(minutes(oldest));
  } else {
    const std::int64_t oldest = number_at<tens>(now) - whole_tens;
    tens_.merge_into(total, oldest);
    if (ten_of(open_minute_) >= oldest) total.merge(open_);
    begin = core::instant(tens(oldest));
  }
  return summarise(total.totals, quantiles_of(total), now - std::max(begin, first_));
}

}  // namespace reachd::stats
