// SPDX-License-Identifier: Apache-2.0
#include "probe/target_set.hpp"

#include <utility>

#include "probe/name_watch.hpp"
#include "probe/watch.hpp"

namespace reachd::probe {
namespace {

/// A named target: its lookups run in a scope inside, and the watch begins with the first address.
async::task<void> watch_named(target& named, prober& probe, name_source& names, recorder& record,
                              async::scheduler& clock) {
  const auto stop = co_await async::current_stop_token();
  async::event first_address(clock.ready());
  // The last good one, before a pause or a restart, until the lookup says otherwise.
  if (named.is_named() && named.address) first_address.set();
  async::scope lookups(clock.ready(), stop);
  lookups.spawn(watch_name(named, names, record, clock, first_address));
  const bool resolved = co_await first_address.wait();
  if (resolved) co_await watch(named, probe, record, clock);
  co_await lookups.join();
}

prober& prober_of(const target& probed, const target_set::means& with) { return with.by_kind.of(probed.probe); }

/// Its address is in its configuration. One with a zone is looked up as a name is: its interface may come, and come
/// again with another index.
bool has_literal(const target& probed) { return !probed.is_named() && !core::address::zone_of(probed.host); }

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
  if (!added.paused) start(added, with);
  return added;
}

void target_set::start(target& added, const means& with) {
  if (added.stands_in) return;
  prober& probe = prober_of(added, with);
  if (!options::goes_to_address(added.probe) || has_literal(added)) {
    added.work.spawn(watch(added, probe, with.record, *clock_));
  } else {
    added.work.spawn(watch_named(added, probe, with.names, with.record, *clock_));
  }
}

void target_set::change(core::target_id id, target_plan plan, const means& with) {
  target* const changed = find(id);
  if (changed == nullptr || changed->leaving) return;
  const bool was_paused = std::exchange(changed->paused, plan.paused);
  changed->replan(std::move(plan), clock_->now());
  if (changed->paused == was_paused) return;
  if (changed->paused) end_work(*changed, with);
  with.record.configured(*changed, changed->first_state());
  if (changed->paused || changed->settling) return;
  changed->work.renew();
  start(*changed, with);
}

void target_set::remove(core::target_id id, const means& with) {
  target* const removed = find(id);
  if (removed == nullptr || removed->leaving) return;
  removed->leaving = true;
  --size_;
  end_work(*removed, with);
}

void target_set::end_work(target& ended, const means& with) {
  ended.work.request_stop();
  prober_of(ended, with).stop(ended);
  if (!std::exchange(ended.settling, true)) settling_.spawn(settle(ended.id.index, with));
}

async::task<void> target_set::settle(std::uint32_t index, means with) {
  target& ending = *slots_[index].held;
  co_await ending.work.join();
  ending.settling = false;
  if (ending.leaving) {
    free_slot(index);
  } else if (!ending.paused && !stopping_) {
    ending.work.renew();
    start(ending, with);
  }
}

void target_set::free_slot(std::uint32_t index) {
  slots_[index].held.reset();
  ++slots_[index].generation;
  free_.push_back(index);
}

async::task<void> target_set::stop_all(const means& with) {
  stopping_ = true;
  for (slot& each : slots_) {
    if (each.held == nullptr || each.held->settling) continue;
    each.held->work.request_stop();
    prober_of(*each.held, with).stop(*each.held);
  }
  co_await settling_.join();
  for (slot& each : slots_) {
    if (each.held != nullptr) co_await each.held->work.join();
  }
}

}  // namespace reachd::probe
