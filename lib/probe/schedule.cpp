// SPDX-License-Identifier: Apache-2.0
#include "probe/schedule.hpp"

#include <algorithm>

namespace reachd::probe {
namespace {

using namespace std::chrono_literals;

constexpr core::nanoseconds longest_first_wait = 5s;

/// FNV-1a with a final mix, so that names that differ in their last letter land far apart.
std::uint64_t hash_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char letter : name) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
  return hash ^ (hash >> 31);
}

}  // namespace

schedule::schedule(std::string_view name, core::nanoseconds interval, core::nanoseconds retry)
    : interval_(interval),
      retry_(retry),
      phase_(static_cast<std::int64_t>(hash_of(name) % static_cast<std::uint64_t>(interval.count()))) {}

core::instant schedule::on_phase_after(core::instant at) const {
  const core::nanoseconds since = at.time_since_epoch() - phase_;
  const auto intervals = since / interval_ - (since % interval_ < 0ns ? 1 : 0);
  return core::instant(phase_ + (intervals + 1) * interval_);
}

core::instant schedule::first(core::instant now) const {
  if (interval_ <= longest_first_wait) return on_phase_after(now);
  return now + phase_ % longest_first_wait;
}

schedule::step schedule::after(core::instant due, core::instant now, bool undecided) const {
  const bool retrying = undecided && retry_ < interval_;
  const core::nanoseconds distance = retrying ? retry_ : interval_;
  const core::instant next = retrying ? due + retry_ : on_phase_after(due);
  if (next > now) return {next, 0};
  const auto missed = (now - next) / distance + 1;
  return {next + missed * distance, static_cast<std::uint64_t>(missed)};
}

core::instant schedule::retry_after(core::instant due, core::instant now) const {
  if (retry_ >= interval_) return core::never;
  const core::instant next = due + retry_;
  return too_late(next, now) ? after(due, now, true).due : std::max(next, now);
}

bool schedule::too_late(core::instant due, core::instant now) const {
  return now - due >= std::min(interval_, std::max<core::nanoseconds>(interval_ / 4, 20ms));
}

}  // namespace reachd::probe
