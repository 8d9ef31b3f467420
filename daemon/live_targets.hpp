// SPDX-License-Identifier: Apache-2.0
// The configured targets as they run. Role: brings the set of targets from one configuration to the next and touches
// nothing but the difference. Owner: runtime. Invariant: between two calls every target of settings() is in the set and
// no other, but for those that are leaving, and where one spreads over the addresses of its name (spread_names) its
// parts are there; while one is applied, targets change one by one and each of them whole. A
// walk over all of them that a change has overtaken begins again.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "async/event.hpp"
#include "config/difference.hpp"
#include "daemon/spread_names.hpp"

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
        roll_(targets, with),
        spread_(clock, roll_),
        settings_(std::make_shared<config::settings>()),
        settled_(clock.ready()) {
    settled_.set();
  }

  /// The first configuration, all at once, with what is remembered of it.
  void begin(shared_settings wanted, const past& before = {});
  /// The next one, in pieces of some milliseconds. `changes`: from settings() to `wanted`. Not to be cut short: its
  /// caller waits for it also when the program ends. One at a time.
  async::task<void> apply(shared_settings wanted, const config::difference& changes);

  /// Shows `by` all targets of one configuration, each once and none that is leaving: waits while another one is
  /// applied, and begins again when that happens half-way. False when that came to nothing again and again, or on a
  /// stop.
  /// A name whose addresses change meanwhile is no other configuration: it may be shown as it was or as it is.
  async::task<bool> show_all(target_visitor& by, pace how);

  const shared_settings& settings() const { return settings_; }
  /// By the index of a target's id.
  const std::vector<metrics::target_labels>& labels() const { return roll_.labels(); }
  spread_names& spread() { return spread_; }
  const spread_names& spread() const { return spread_; }
  /// Those that `uplink: targets` names.
  std::vector<core::target_id> witnesses() const;

 private:
  async::task<bool> show_once(target_visitor& by, pace how);
  /// None where it spreads.
  std::optional<core::target_id> add(const config::settings& from, std::uint32_t index, const past& before);
  void change(const config::settings& wanted, const config::continued_target& how);
  void remove(std::uint32_t index);
  void link_parent(const config::settings& wanted, std::uint32_t index);

  async::scheduler* clock_;
  target_roll roll_;
  spread_names spread_;
  shared_settings settings_;
  std::vector<std::optional<core::target_id>> ids_;  // by the index in settings().targets; none where one spreads
  std::uint64_t revision_ = 0;                       // counts the changes that were begun
  async::event settled_;                             // none of them is being applied
};

}  // namespace reachd::daemon
