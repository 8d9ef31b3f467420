// SPDX-License-Identifier: Apache-2.0
#include "daemon/live_targets.hpp"

#include <algorithm>

#include "config/spread.hpp"
#include "daemon/plans.hpp"
#include "uv/pieces.hpp"

namespace reachd::daemon {
namespace {

using namespace std::chrono_literals;

/// Half of the shortest time after which a probe counts as late (see probe::schedule::too_late).
constexpr core::nanoseconds longest_piece = 4ms;
constexpr std::size_t steps_between_looks = 16;
/// A reload that comes during each of so many walks in a row is no accident.
constexpr int most_walks = 5;

/// A walk over the targets sees nothing of another parent.
bool is_seen(const config::difference& changes) {
  const auto seen = [](const config::continued_target& each) { return each.replanned || each.relabelled; };
  return !changes.removed.empty() || !changes.added.empty() || std::ranges::any_of(changes.continued, seen);
}

}  // namespace

std::optional<core::target_id> live_targets::add(const config::settings& from, std::uint32_t index,
                                                 const past& before) {
  const config::target_settings& written = from.targets[index];
  if (config::spreads(written)) {
    spread_.add(written, config::spoken_for(from, index), before);
    return std::nullopt;
  }
  probe::target_plan plan = plan_of(written);
  if (before.recall) before.recall(plan);
  return roll_.add(written, std::move(plan));
}

void live_targets::change(const config::settings& wanted, const config::continued_target& how) {
  const config::target_settings& written = wanted.targets[how.after];
  if (config::spreads(written)) {
    const bool any = how.replanned || how.relabelled;
    if (any) spread_.change(settings_->targets[how.before].name, written, config::spoken_for(wanted, how.after));
  } else if (how.replanned) {
    roll_.change(*ids_[how.after], written, plan_of(written));
  } else if (how.relabelled) {
    roll_.relabel(*ids_[how.after], written, written.name);
  }
}

void live_targets::remove(std::uint32_t index) {
  const config::target_settings& written = settings_->targets[index];
  if (config::spreads(written)) return spread_.remove(written.name);
  roll_.remove(*ids_[index]);
}

void live_targets::link_parent(const config::settings& wanted, std::uint32_t index) {
  const config::target_settings& written = wanted.targets[index];
  const auto parent = written.parent ? ids_[*written.parent] : std::nullopt;
  if (config::spreads(written)) return spread_.set_parent(written.name, parent);
  roll_.set_parent(*ids_[index], parent);
}

void live_targets::begin(shared_settings wanted, const past& before) {
  const auto count = static_cast<std::uint32_t>(wanted->targets.size());
  roll_.reserve(count);
  ids_.reserve(count);
  for (std::uint32_t index = 0; index < count; ++index) ids_.push_back(add(*wanted, index, before));
  for (std::uint32_t index = 0; index < count; ++index) link_parent(*wanted, index);
  settings_ = std::move(wanted);
}

async::task<void> live_targets::apply(shared_settings wanted, const config::difference& changes) {
  if (is_seen(changes)) {
    ++revision_;
    settled_.reset();
  }
  uv::pieces work(*clock_, longest_piece, steps_between_looks);
  for (const std::uint32_t index : changes.removed) {
    co_await work.step();
    remove(index);
  }
  const auto before = std::exchange(ids_, {});
  ids_.resize(wanted->targets.size());
  for (const config::continued_target& each : changes.continued) {
    co_await work.step();
    ids_[each.after] = before[each.before];
    change(*wanted, each);
  }
  for (const std::uint32_t index : changes.added) {
    co_await work.step();
    ids_[index] = add(*wanted, index, {});
  }
  for (std::uint32_t index = 0; index < wanted->targets.size(); ++index) {
    co_await work.step();
    link_parent(*wanted, index);
  }
  settings_ = std::move(wanted);
  spread_.look_again();
  settled_.set();
}

async::task<bool> live_targets::show_all(target_visitor& by, pace how) {
  for (int walks = 0; walks < most_walks; ++walks) {
    const bool settled = co_await settled_.wait();
    if (!settled) co_return false;
    const bool whole = co_await show_once(by, how);
    if (whole) co_return true;
  }
  co_return false;
}

async::task<bool> live_targets::show_once(target_visitor& by, pace how) {
  const auto stop = co_await async::current_stop_token();
  const std::uint64_t revision = revision_;
  uv::pieces work(*clock_, how.longest_piece, how.targets_between_looks);
  by.begin();
  for (std::size_t index = 0; index < roll_.targets().slot_count(); ++index) {
    co_await work.step();
    // Stopped, the pieces know no pause any more, and all that is left would be shown in this turn.
    if (revision_ != revision || stop.stop_requested()) co_return false;
    const probe::target* const shown = roll_.targets().at(index);
    if (shown != nullptr && !shown->leaving) by.see(*shown);
  }
  co_return true;
}

std::vector<core::target_id> live_targets::witnesses() const {
  std::vector<core::target_id> found;
  for (const std::uint32_t index : settings_->uplink.targets) found.push_back(ids_[index].value());
  return found;
}

}  // namespace reachd::daemon
