// SPDX-License-Identifier: Apache-2.0
// Things that arrive later. Role: in order of time, and of posting where the time is the same. Owner: a network.
// Invariant: a thing stays where it is from post() to discard(), however many are posted meanwhile.
#pragma once

#include <deque>
#include <queue>
#include <vector>

#include "core/time.hpp"

namespace reachd::sim {

template <typename Thing>
class mailbag {
 public:
  /// A place for a thing that arrives at `at`; what stood there before is still in it.
  Thing& post(core::instant at) {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(things_.size()));
      things_.emplace_back();
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    due_.push({at, posted_++, index});
    return things_[index];
  }
  core::instant next() const { return due_.empty() ? core::never : due_.top().at; }
  /// The first to arrive; it is the caller's to discard.
  std::uint32_t take() {
    const std::uint32_t index = due_.top().index;
    due_.pop();
    return index;
  }
  Thing& at(std::uint32_t index) { return things_[index]; }
  void discard(std::uint32_t index) { free_.push_back(index); }

 private:
  struct entry {
    core::instant at;
    std::uint64_t order;
    std::uint32_t index;
    bool operator<(const entry& other) const { return at != other.at ? at > other.at : order > other.order; }
  };

  std::priority_queue<entry> due_;
  std::deque<Thing> things_;
  std::vector<std::uint32_t> free_;
  std::uint64_t posted_ = 0;
};

}  // namespace reachd::sim
