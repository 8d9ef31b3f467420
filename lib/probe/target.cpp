// SPDX-License-Identifier: Apache-2.0
#include "probe/target.hpp"

namespace reachd::probe {
namespace {

stats::state state_before_probing(bool paused, bool has_address) {
  if (paused) return stats::state::paused;
  return has_address ? stats::state::unknown : stats::state::unresolved;
}

/// ceil(timeout / shortest distance), and one more: the probe that is about to end shares a turn with the one that is
/// due, because its deadline counts from when it was sent and not from when it was due.
std::uint32_t most_in_flight(core::nanoseconds timeout, core::nanoseconds shortest) {
  return static_cast<std::uint32_t>((timeout + shortest - core::nanoseconds(1)) / shortest + 1);
}

}  // namespace

target::target(async::scheduler& clock, target_plan plan, core::target_id as)
    : id(as),
      probe(plan.probe),
      families(plan.families),
      paused(plan.paused),
      pinned(plan.pinned.has_value()),
      stands_in(plan.stands_in),
      port(plan.port),
      max_in_flight(0),
      name(std::move(plan.name)),
      host(std::move(plan.host)),
      asks(std::move(plan.asks)),
      timeout(plan.timeout),
      schedule(name, plan.interval, plan.retry),
      series(stats::state_machine(state_before_probing(plan.paused, plan.pinned || core::address::parse(host) ||
                                                                        !options::goes_to_address(probe)),
                                  plan.down_after, plan.up_after)),
      parent(plan.parent),
      address(plan.pinned ? plan.pinned : core::address::parse(host)),
      alarm(clock),
      work(clock.ready()) {
  max_in_flight = most_in_flight(timeout, schedule.shortest()) * burst().count;
  if (burst().count > 1) bursts = std::make_unique<stats::bursts>();
  if (plan.before) recall(*this, *plan.before);
}

void target::bring_forward(core::instant sooner) {
  if (sooner >= due) return;
  due = sooner;
  alarm.move(sooner);
}

void target::replan(target_plan plan, core::instant now) {
  name = std::move(plan.name);
  if (!options::same(asks, plan.asks)) readings = nullptr;
  families = plan.families;
  asks = std::move(plan.asks);
  timeout = plan.timeout;
  schedule = probe::schedule(name, plan.interval, plan.retry);
  // What is under way keeps its deadline, which may be further away than the new timeout.
  max_in_flight =
      most_in_flight(timeout, schedule.shortest()) * burst().count + static_cast<std::uint32_t>(series.in_flight());
  if (burst().count > 1 && bursts == nullptr) bursts = std::make_unique<stats::bursts>();
  series.set_counts(plan.down_after, plan.up_after);
  if (alarm.waiting() && due > now + schedule.interval()) bring_forward(schedule.first(now));
}

options::burst target::burst() const {
  const auto* const asked = options::get<options::icmp>(asks);
  return asked != nullptr ? asked->burst : options::burst{};
}

stats::state target::first_state() const { return state_before_probing(paused, can_be_probed()); }

}  // namespace reachd::probe
