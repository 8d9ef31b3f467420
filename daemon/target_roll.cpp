// SPDX-License-Identifier: Apache-2.0
#include "daemon/target_roll.hpp"

namespace reachd::daemon {
namespace {

metrics::target_labels labels_of(const config::target_settings& written, const std::string& name) {
  return {metrics::shape_of(written.probe), name, written.group, written.labels};
}

}  // namespace

core::target_id target_roll::add(const config::target_settings& written, probe::target_plan plan) {
  metrics::target_labels labels = labels_of(written, plan.name);
  const core::target_id id = targets_->add(std::move(plan), *with_).id;
  if (id.index == labels_.size()) {
    labels_.push_back(std::move(labels));
  } else {
    labels_[id.index] = std::move(labels);
  }
  return id;
}

void target_roll::change(core::target_id id, const config::target_settings& written, probe::target_plan plan) {
  relabel(id, written, plan.name);
  targets_->change(id, std::move(plan), *with_);
}

void target_roll::relabel(core::target_id id, const config::target_settings& written, const std::string& name) {
  if (targets_->find(id) != nullptr) labels_[id.index] = labels_of(written, name);
}

void target_roll::set_parent(core::target_id id, std::optional<core::target_id> parent) {
  probe::target* const child = targets_->find(id);
  if (child != nullptr) child->parent = parent;
}

}  // namespace reachd::daemon
