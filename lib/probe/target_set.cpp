// SPDX-License-Identifier: Apache-2.0
#include "probe/target_set.hpp"

#include "probe/name_watch.hpp"
#include "probe/watch.hpp"

namespace reachd::probe {
namespace {

/// A named target: its lookups run in a scope inside, and the watch begins with the first address.
async::task<void> watch_named(target& named, prober& probe, name_source& names, recorder& record,
                              async::scheduler& clock) {
  const auto stop = co_await async::current_stop_token();
  async::event first_address(clock.ready());
  if (named.is_named() && named.address) first_address.set();  // the last good one before a restart
  async::scope lookups(clock.ready(), stop);
  lookups.spawn(watch_name(named, names, record, clock, first_address));
  const bool resolved = co_await first_address.wait();
  if (resolved) co_await watch(named, probe, record, clock);
  co_await lookups.join();
}

prober& prober_of(const target& probed, const target_set::means& with) {
  return probed.probe == kind::icmp ? with.icmp : with.tcp;
}

}  // namespace

std::uint32_t target_set::take_slot() {
  if (free_.empty()) {
    slots_.emplace_back();
    return static_cast<std::uint32_t>(slots_.size() - 1);
  }
  const std::uint32_t index = free_.back();
  free_.pop_back();
  return index;
}

target& target_set::add(target_plan plan, const means& with) {
  const std::uint32_t index = take_slot();
  const core::target_id id{index, slots_[index].generation};
  slots_[index].held = std::make_unique<target>(*clock_, std::move(plan), id);
  ++size_;
  target& added = *slots_[index].held;
  if (added.paused) return added;
  prober& probe = prober_of(added, with);
  // A literal with a zone is looked up as a name is: its interface may come, and come again with another index.
  if (!added.is_named() && !core::address::zone_of(added.host)) {
    added.work.spawn(watch(added, probe, with.record, *clock_));
  } else {
    added.work.spawn(watch_named(added, probe, with.names, with.record, *clock_));
  }
  return added;
}

void target_set::remove(core::target_id id, const means& with) {
  target* const removed = find(id);
  if (removed == nullptr || removed->work.stop_requested()) return;
  removed->work.request_stop();
  prober_of(*removed, with).stop(*removed);
  removals_.spawn(bury(id.index));
}

async::task<void> target_set::bury(std::uint32_t index) {
  slot& emptied = slots_[index];
  async::scope& work = emptied.held->work;
  co_await work.join();
  slots_[index].held.reset();  // the slots may have moved meanwhile
  ++slots_[index].generation;
  free_.push_back(index);
  --size_;
}

async::task<void> target_set::stop_all(const means& with) {
  for (slot& each : slots_) {
    if (each.held == nullptr || each.held->work.stop_requested()) continue;
    each.held->work.request_stop();
    prober_of(*each.held, with).stop(*each.held);
  }
  co_await removals_.join();
  for (slot& each : slots_) {
    if (each.held != nullptr) co_await each.held->work.join();
  }
}

}  // namespace reachd::probe
