// SPDX-License-Identifier: Apache-2.0
// Names that come to a target for each of their addresses. Role: looks each of them up as long as it is configured, and
// adds and removes targets NAME/ADDRESS as the answers change. Until the first answer one target NAME stands for them,
// which is unresolved. Owner: live_targets. Invariant: a name that is gone or paused is not looked up, and what its
// last lookup still says changes nothing.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "async/alarm.hpp"
#include "daemon/target_roll.hpp"
#include "probe/address_fan.hpp"

namespace reachd::daemon {

/// What an earlier process knew; each may be empty.
struct past {
  std::function<void(probe::target_plan&)> recall;  // gives a plan what is remembered of such a target
  std::function<std::vector<core::address>(const probe::target_plan&)> addresses;  // which parts a name had
};

class spread_names {
 public:
  spread_names(async::scheduler& clock, target_roll& roll) : clock_(&clock), roll_(&roll), lookups_(clock.ready()) {}

  /// A target that spreads (see config::spreads). `spoken_for`: see config::settings.
  void add(const config::target_settings& written, std::span<const std::string> spoken_for, const past& before = {});
  /// The one called `name` is as `written` from now on; its parts keep what they have.
  void change(const std::string& name, const config::target_settings& written, std::span<const std::string> spoken_for);
  void remove(const std::string& name);
  void set_parent(const std::string& name, std::optional<core::target_id> parent);
  /// Looks all names up now.
  void look_again();
  /// Called when there are others.
  void on_change(std::function<void()> call) { changed_ = std::move(call); }
  /// The echo requests a second beyond one target for each name.
  double more_per_second() const { return more_; }
  /// No lookup any more; the targets stay.
  async::task<void> stop();

  struct part {
    core::address address;
    std::string text;  // as its name has it; that of its interface may mean another one today
    core::target_id id;
  };
  /// Those of a name, in order; nullptr when no such name spreads.
  const std::vector<part>* parts_of(std::string_view name) const;

 private:
  struct entry {
    entry(async::scheduler& clock, const config::target_settings& from, std::span<const std::string> others);

    config::target_settings written;
    std::vector<std::string> spoken_for;
    probe::address_fan fan;
    std::vector<part> parts;
    std::optional<core::target_id> stand_in;
    std::optional<core::target_id> parent;
    async::alarm next_lookup;
    std::string problem;  // of the latest lookup
    bool watching = false;
    bool gone = false;
    bool told_left_out = false;
    double more = 0;  // of more_per_second()
  };

  async::task<void> watch(std::shared_ptr<entry> watched);
  void start_watching(const std::shared_ptr<entry>& watched);
  void hurry(entry& watched);
  /// False: it is no good answer.
  bool take(entry& of, const core::result<std::vector<core::address>>& found);
  void add_part(entry& to, const core::address& address, const past& before);
  void remove_part(entry& from, const std::string& text);
  void remove_renumbered(entry& from, std::span<const core::address> answer);
  /// After each change of its parts, or of what is written of them.
  void weigh(entry& changed);

  async::scheduler* clock_;
  target_roll* roll_;
  std::map<std::string, std::shared_ptr<entry>, std::less<>> entries_;
  std::function<void()> changed_ = [] {};
  double more_ = 0;  // the sum: asked for at each answer, and there may be ten thousand names
  async::scope lookups_;
};

}  // namespace reachd::daemon
