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
  async::scope lookups(clock.ready(), stop);
  lookups.spawn(watch_name(named, names, record, clock, first_address));
  const bool resolved = co_await first_address.wait();
  if (resolved) co_await watch(named, probe, record, clock);
  co_await lookups.join();
}

}  // namespace

target& target_set::add(target_plan plan, const means& with) {
  const auto index = static_cast<std::uint32_t>(slots_.size());
  slots_.push_back({nullptr, 1});
  slots_[index].held = std::make_unique<target>(*clock_, std::move(plan), core::target_id{index, 1});
  ++size_;
  target& added = *slots_[index].held;
  if (added.paused) return added;
  prober& probe = added.probe == kind::icmp ? with.icmp : with.tcp;
  // A literal with a zone is looked up as a name is: its interface may come, and come again with another index.
  if (added.address && !core::address::zone_of(added.host)) {
    added.work.spawn(watch(added, probe, with.record, *clock_));
  } else {
    added.work.spawn(watch_named(added, probe, with.names, with.record, *clock_));
  }
  return added;
}

async::task<void> target_set::stop_all(const means& with) {
  for (slot& each : slots_) {
    each.held->work.request_stop();
    prober& probe = each.held->probe == kind::icmp ? with.icmp : with.tcp;
    probe.stop(*each.held);
  }
  for (slot& each : slots_) co_await each.held->work.join();
}

}  // namespace reachd::probe
