// SPDX-License-Identifier: Apache-2.0
// True replies that end no probe. Role: what the daemon must say of each of them, late or duplicate, in the order in
// which it took them; the network writes it, the checker crosses it off. Owner: the ledger, one for each target.
#pragma once

#include <algorithm>
#include <deque>
#include <string_view>

#include "sim/judge.hpp"

namespace reachd::sim {

struct extra_reply {
  std::uint64_t sequence = 0;
  bool first = false;  // late; else a duplicate
  measured_rtt rtt;
  bool certain = true;  // false: so near the end of what is remembered that nothing may be said, or either
};

class extra_replies {
 public:
  void add(const extra_reply& extra) { waiting_.push_back(extra); }

  /// Empty: it is right.
  std::string_view said_late(std::uint64_t sequence, core::nanoseconds rtt) {
    const auto was = find(sequence, true);
    if (was == waiting_.end()) return "a late reply that was none";
    const bool right = rtt >= was->rtt.least && rtt <= was->rtt.most;
    const std::string_view before = cross_off(was);
    return right ? before : "the RTT of a late reply is not that of the network";
  }
  std::string_view said_duplicate(std::uint64_t sequence) {
    const auto was = find(sequence, false);
    return was == waiting_.end() ? "a duplicate that was none" : cross_off(was);
  }
  bool all_said() const {
    return std::ranges::none_of(waiting_, [](const extra_reply& each) { return each.certain; });
  }

 private:
  using queue = std::deque<extra_reply>;

  queue::iterator find(std::uint64_t sequence, bool first) {
    return std::ranges::find_if(waiting_, [&](const extra_reply& each) {
      return each.sequence == sequence && (each.first == first || !each.certain);
    });
  }
  std::string_view cross_off(queue::iterator said) {
    const bool all = std::none_of(waiting_.begin(), said, [](const extra_reply& each) { return each.certain; });
    waiting_.erase(waiting_.begin(), said + 1);
    return all ? "" : "a late reply or a duplicate was not told";
  }

  queue waiting_;
};

}  // namespace reachd::sim
