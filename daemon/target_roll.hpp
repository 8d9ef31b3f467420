// SPDX-License-Identifier: Apache-2.0
// The running targets with their labels. Role: the one way in which a target comes, changes and goes, whether the
// configuration says so or a name has other addresses. Owner: live_targets. Invariant: every target of the set has its
// labels under the index of its id.
#pragma once

#include <vector>

#include "config/settings.hpp"
#include "metrics/target_labels.hpp"
#include "probe/target_set.hpp"

namespace reachd::daemon {

class target_roll {
 public:
  target_roll(probe::target_set& targets, const probe::target_set::means& with) : targets_(&targets), with_(&with) {}

  /// `written`: what it comes from; the name is that of the plan.
  core::target_id add(const config::target_settings& written, probe::target_plan plan);
  /// The target is as `plan` says from now on.
  void change(core::target_id id, const config::target_settings& written, probe::target_plan plan);
  void relabel(core::target_id id, const config::target_settings& written, const std::string& name);
  void remove(core::target_id id) { targets_->remove(id, *with_); }
  void set_parent(core::target_id id, std::optional<core::target_id> parent);

  probe::target_set& targets() const { return *targets_; }
  const probe::target_set::means& means() const { return *with_; }
  /// By the index of a target's id.
  const std::vector<metrics::target_labels>& labels() const { return labels_; }
  void reserve(std::size_t targets) { labels_.reserve(targets); }

 private:
  probe::target_set* targets_;
  const probe::target_set::means* with_;
  std::vector<metrics::target_labels> labels_;
};

}  // namespace reachd::daemon
