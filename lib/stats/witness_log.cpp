// SPDX-License-Identifier: Apache-2.0
#include "stats/witness_log.hpp"

#include <algorithm>

namespace reachd::stats {
namespace {

using namespace std::chrono_literals;

/// A witness that could not be measured for so long after it was wanted is none: others must not wait for it.
constexpr core::nanoseconds patience = 10s;

}  // namespace

void witness_log::begin(std::uint64_t number, core::instant at) {
  if (number != first_number_ + sent_.size()) sent_.clear();
  if (sent_.empty()) first_number_ = number;
  sent_.push_back({.at = at});
}

void witness_log::end(std::uint64_t number, const core::probe_result& how, core::instant now) {
  if (number < first_number_ || number - first_number_ >= sent_.size()) return;
  sending& ended = sent_[number - first_number_];
  if (how.sent_at != core::instant{}) ended.at = how.sent_at;
  if (how.outcome == core::outcome::reply) {
    ended.how = fate::answered;
    last_reply_ = std::max(last_reply_, ended.at);
  } else {
    ended.how = core::is_failure(how.outcome) ? fate::failed : fate::unmeasured;
    if (ended.how == fate::failed) last_failed_ = std::max(last_failed_, ended.at);
  }
  if (how.outcome == core::outcome::local_error) {
    note_unmeasured(now);
  } else if (how.outcome != core::outcome::stopped) {
    unmeasured_since_ = {};
  }
  settle();
}

void witness_log::note_unmeasured(core::instant now) {
  if (unmeasured_since_ == core::instant{}) unmeasured_since_ = now;
}

/// What is before the oldest in flight is history, and needs not be kept one by one.
void witness_log::settle() {
  const auto open = std::ranges::find(sent_, fate::open, &sending::how);
  for (auto at = sent_.begin(); at != open; ++at) {
    if (at->how == fate::failed) ++failed_;
    if (at->how != fate::answered) continue;
    if (failed_ >= silence) silent_until_ = at->at;
    failed_ = 0;
  }
  first_number_ += static_cast<std::uint64_t>(open - sent_.begin());
  sent_.erase(sent_.begin(), open);
}

unsigned witness_log::failed_in_a_row() const {
  unsigned failed = failed_;
  for (const sending& each : sent_) {
    if (each.how == fate::answered) failed = 0;
    if (each.how == fate::failed) ++failed;
  }
  return failed;
}

bool witness_log::cannot_be_asked(core::instant last, core::instant now) const {
  return unmeasured_since_ != core::instant{} && now - std::max(unmeasured_since_, last) >= patience;
}

testimony witness_log::about(core::instant first, core::instant last, core::instant now) const {
  if (last_reply_ < last && cannot_be_asked(last, now)) return testimony::good;
  if (is_silent()) return testimony::bad;
  if (silent_until_ != core::instant{} && silent_until_ >= first) return testimony::bad;
  bool certain = true;
  unsigned failed = failed_;
  unsigned open = 0;
  for (const sending& each : sent_) {
    if (each.how == fate::failed) ++failed;
    if (each.how == fate::open) ++open;
    if (each.how != fate::answered) continue;
    if (each.at >= first && failed >= silence) return testimony::bad;
    if (each.at >= first && failed + open >= silence) certain = false;
    if (each.at >= last) break;  // what was silent after that is another matter
    failed = open = 0;
  }
  return certain && last_reply_ != core::instant{} && last_reply_ >= last ? testimony::good : testimony::pending;
}

}  // namespace reachd::stats
