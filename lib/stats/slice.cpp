// SPDX-License-Identifier: Apache-2.0
#include "stats/slice.hpp"

namespace reachd::stats {

void slice::add(event happened, rtt_before& before) {
  totals.add(happened, before);
  if (happened.kind != event_kind::reply) return;
  rtts.add(key_of(core::nanoseconds(static_cast<std::int64_t>(happened.value))));
}

void slice::merge(const slice& other) {
  totals.merge(other.totals);
  for (std::size_t i = 0; i < other.rtts.size(); ++i) rtts.add(other.rtts[i].key, other.rtts[i].count);
}

void slice::clear() {
  totals = {};
  rtts.clear();
}

}  // namespace reachd::stats
