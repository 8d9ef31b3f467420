// SPDX-License-Identifier: Apache-2.0
#include "stats/outage.hpp"

namespace reachd::stats {

void outage_log::begin(const evidence& grounds, core::wall_time now) {
  if (current() != nullptr) return;
  if (kept_.size() == most_kept) kept_.erase(kept_.begin());
  kept_.push_back({.first_lost = grounds.first_failed(),
                   .last_reply = grounds.last_reply(),
                   .declared = now,
                   .ended = {},
                   .how = grounds.failed_as(),
                   .cause = grounds.cause()});
}

bool outage_log::well_formed() const {
  for (std::size_t at = 0; at + 1 < kept_.size(); ++at) {
    if (kept_[at].lasts()) return false;
  }
  return true;
}

const outage* outage_log::end(const evidence& grounds) {
  if (current() == nullptr) return nullptr;
  kept_.back().ended = grounds.first_reply();
  return &kept_.back();
}

}  // namespace reachd::stats
