// SPDX-License-Identifier: Apache-2.0
// The configured targets as they run. Role: brings the set of targets from one configuration to the next and touches
// nothing but the difference. Owner: runtime. Invariant: between two calls every target of settings() is in the set and
// no other, but for those that are leaving; while one is applied, targets change one by one and each of them whole. A
// walk over all of them that a change has overtaken begins again.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "async/event.hpp"
#include "config/difference.hpp"
#include "metrics/target_labels.hpp"
#include "probe/target_set.hpp"

namespace reachd::daemon {

/// Is shown every target, some in a turn.
class target_visitor {
 public:
  /// Before the first one, and again when what was seen so far counts no more.
  virtual void begin() = 0;
  virtual void see(const probe::target& shown) = 0;

 protected:
  ~target_visitor() = default;
};

/// How much of a walk a turn holds; see uv::pieces.
struct pace {
  core::nanoseconds longest_piece;
  std::size_t targets_between_looks;
};

/// For those whose walk came to nothing.
constexpr const char* overtaken = "the configuration is being changed again and again: ask once more";

class live_targets {
 public:
  using shared_settings = std::shared_ptr<const config::settings>;

  live_targets(async::scheduler& clock, probe::target_set& targets, const probe::target_set::means& with)
      : clock_(&clock),
        targets_(&targets),
        with_(&with),
        settings_(std::make_shared<config::settings>()),
        settled_(clock.ready()) {
    settled_.set();
  }

  /// The first configuration, all at once; `recall` gives each plan what is remembered of it.
  void begin(shared_settings wanted, const std::function<void(probe::target_plan&)>& recall = {});
  /// The next one, in pieces of some milliseconds. `changes`: from settings() to `wanted`. Not to be cut short: its
  /// caller waits for it also when the program ends. One at a time.
  async::task<void> apply(shared_settings wanted, const config::difference& changes);

  /// Shows `by` all targets of one configuration, each once and none that is leaving: waits while another one is
  /// applied, and begins again when that happens half-way. False when that came to nothing again and again, or on a
  /// stop.
  async::task<bool> show_all(target_visitor& by, pace how);

  const shared_settings& settings() const { return settings_; }
  /// By the index of a target's id.
  const std::vector<metrics::target_labels>& labels() const { return labels_; }
  /// By the index in settings().targets.
  core::target_id id_of(std::uint32_t index) const { return ids_[index]; }
  /// Those that `uplink: targets` names.
  std::vector<core::target_id> witnesses() const;

 private:
  async::task<bool> show_once(target_visitor& by, pace how);
  core::target_id add(const config::target_settings& written, probe::target_plan plan);
  void change(core::target_id id, const config::continued_target& how, const config::target_settings& written);
  void link_parent(const config::settings& wanted, std::uint32_t index);

  async::scheduler* clock_;
  probe::target_set* targets_;
  const probe::target_set::means* with_;
  shared_settings settings_;
  std::vector<core::target_id> ids_;
  std::vector<metrics::target_labels> labels_;
  std::uint64_t revision_ = 0;  // counts the changes that were begun
  async::event settled_;        // none of them is being applied
};

}  // namespace reachd::daemon
