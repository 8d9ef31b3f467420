// SPDX-License-Identifier: Apache-2.0
#include "daemon/live_targets.hpp"

#include <algorithm>

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

metrics::target_labels labels_of(const config::target_settings& written) {
  return {metrics::shape_of(written.probe), written.name, written.group, written.labels};
}

/// A walk over the targets sees nothing of another parent.
bool is_seen(const config::difference& changes) {
  const auto seen = [](const config::continued_target& each) { return each.replanned || each.relabelled; };
  return !changes.removed.empty() || !changes.added.empty() || std::ranges::any_of(changes.continued, seen);
}

}  // namespace

core::target_id live_targets::add(const config::target_settings& written, probe::target_plan plan) {
  const core::target_id id = targets_->add(std::move(plan), *with_).id;
  if (id.index == labels_.size()) {
    labels_.push_back(labels_of(written));
  } else {
    labels_[id.index] = labels_of(written);
  }
  return id;
}

void live_targets::change(core::target_id id, const config::continued_target& how,
                          const config::target_settings& written) {
  if (how.replanned) targets_->change(id, plan_of(written), *with_);
  if (how.replanned || how.relabelled) labels_[id.index] = labels_of(written);
}

void live_targets::link_parent(const config::settings& wanted, std::uint32_t index) {
  probe::target* const child = targets_->find(ids_[index]);
  const auto parent = wanted.targets[index].parent;
  if (child != nullptr) child->parent = parent ? std::optional(ids_[*parent]) : std::nullopt;
}

void live_targets::begin(shared_settings wanted, const std::function<void(probe::target_plan&)>& recall) {
  const std::vector<config::target_settings>& written = wanted->targets;
  labels_.reserve(written.size());
  ids_.reserve(written.size());
  for (const config::target_settings& each : written) {
    probe::target_plan plan = plan_of(each);
    if (recall) recall(plan);
    ids_.push_back(add(each, std::move(plan)));
  }
  for (std::uint32_t index = 0; index < written.size(); ++index) link_parent(*wanted, index);
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
    targets_->remove(ids_[index], *with_);
  }
  const std::vector<core::target_id> before = std::exchange(ids_, {});
  ids_.resize(wanted->targets.size());
  for (const config::continued_target& each : changes.continued) {
    co_await work.step();
    ids_[each.after] = before[each.before];
    change(ids_[each.after], each, wanted->targets[each.after]);
  }
  for (const std::uint32_t index : changes.added) {
    co_await work.step();
    const config::target_settings& written = wanted->targets[index];
    ids_[index] = add(written, plan_of(written));
  }
  for (std::uint32_t index = 0; index < wanted->targets.size(); ++index) {
    co_await work.step();
    link_parent(*wanted, index);
  }
  settings_ = std::move(wanted);
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
  for (std::size_t index = 0; index < targets_->slot_count(); ++index) {
    co_await work.step();
    // Stopped, the pieces know no pause any more, and all that is left would be shown in this turn.
    if (revision_ != revision || stop.stop_requested()) co_return false;
    const probe::target* const shown = targets_->at(index);
    if (shown != nullptr && !shown->leaving) by.see(*shown);
  }
  co_return true;
}

std::vector<core::target_id> live_targets::witnesses() const {
  std::vector<core::target_id> found;
  for (const std::uint32_t index : settings_->uplink.targets) found.push_back(ids_[index]);
  return found;
}

}  // namespace reachd::daemon
