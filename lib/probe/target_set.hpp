// SPDX-License-Identifier: Apache-2.0
// All targets of the program. Role: adds, changes and removes them at run time, starts what each needs (the watch, the
// lookup of its name), and finds one by its id. Owner: the composition root. Invariant: an id names the same target for
// ever, or none any more; a slot is used again, and a paused target started again, only when all work from before has
// ended.
#pragma once

#include <memory>
#include <vector>

#include "probe/name_source.hpp"
#include "probe/prober.hpp"
#include "probe/recorder.hpp"

namespace reachd::probe {

class target_set {
 public:
  explicit target_set(async::scheduler& clock) : clock_(&clock), settling_(clock.ready()) {}

  struct means {
    probers by_kind;
    name_source& names;
    recorder& record;
  };

  /// Adds a target and starts it; nothing starts when it is paused or stands in for others.
  target& add(target_plan plan, const means& with);
  /// The target is as `plan` says from now on, which has the same probe, host and port. Nothing when it is no more.
  void change(core::target_id id, target_plan plan, const means& with);
  /// Stops it and ends what it has in flight as `stopped`; it is gone a few turns later. Nothing when it is no more.
  void remove(core::target_id id, const means& with);
  /// nullptr when that target is no more.
  target* find(core::target_id id) {
    if (id.index >= slots_.size() || slots_[id.index].generation != id.generation) return nullptr;
    return slots_[id.index].held.get();
  }
  /// Without those that are leaving.
  std::size_t size() const { return size_; }
  /// Slots, with and without a target, for walking in pieces: at(0) .. at(slot_count() - 1).
  std::size_t slot_count() const { return slots_.size(); }
  target* at(std::size_t index) { return slots_[index].held.get(); }

  /// Stops every target, ends what is in flight as `stopped` and waits for all of it. The targets stay readable.
  async::task<void> stop_all(const means& with);

 private:
  struct slot {
    std::unique_ptr<target> held;
    std::uint32_t generation = 1;
  };

  std::uint32_t take_slot();
  void start(target& added, const means& with);
  void end_work(target& ended, const means& with);
  async::task<void> settle(std::uint32_t index, means with);
  void free_slot(std::uint32_t index);

  async::scheduler* clock_;
  std::vector<slot> slots_;
  std::vector<std::uint32_t> free_;
  std::size_t size_ = 0;
  bool stopping_ = false;
  async::scope settling_;  // a task for each target whose work is ending
};

}  // namespace reachd::probe
