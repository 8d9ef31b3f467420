// SPDX-License-Identifier: Apache-2.0
// What happens in one simulated run, read from a YAML file of scenarios/ by the reader of the daemon's own
// configuration; scenario.cpp has the table of keys. Times in it count from the start of the run. [data only]
#pragma once

#include <string>
#include <vector>

#include "config/problem.hpp"
#include "core/time.hpp"
#include "probe/target.hpp"
#include "sim/behaviour.hpp"

namespace reachd::sim {

/// From `from` to before `until`, and again every `repeat` when that is not 0.
struct window {
  core::nanoseconds from{};
  core::nanoseconds until{};
  core::nanoseconds repeat{};

  /// How long it still lasts at `at`; 0: it does not hold.
  core::nanoseconds left_at(core::nanoseconds at) const {
    if (at < from) return {};
    if (repeat > core::nanoseconds::zero()) at = from + (at - from) % repeat;
    return at < until ? until - at : core::nanoseconds::zero();
  }
  bool holds(core::nanoseconds at) const { return left_at(at) > core::nanoseconds::zero(); }
};

/// The last one that fits a target and a time is what the network does.
struct network_phase {
  window when;
  std::uint64_t every_target = 1;  // every n-th target
  sim::behaviour behaviour;
};

struct wall_step {
  core::nanoseconds at{};
  core::nanoseconds by{};  // either sign
};

/// The machine sleeps: at `at` of the monotonic clock, which stands still meanwhile, for `lasts` of everybody else's
/// time.
struct suspension {
  core::nanoseconds at{};
  core::nanoseconds lasts{};
};

/// Beyond our gateway nothing can be reached. `silence`: requests and replies vanish; `no_route`: sending fails.
enum class uplink_fault : std::uint8_t { silence, no_route };

struct uplink_cut {
  window when;
  uplink_fault how = uplink_fault::silence;
};

/// Every n-th target is removed at its begin and added again, under its name, at its end.
struct removal {
  window when;
  std::uint64_t every_target = 1;
};

/// Every n-th target is as `plan` says while it holds, and as before after it.
struct plan_change {
  window when;
  std::uint64_t every_target = 1;
  probe::target_plan plan;
};

enum class name_answer : std::uint8_t { gone, moved };

struct name_phase {
  window when;
  name_answer answer = name_answer::gone;
};

enum class families : std::uint8_t { v4, v6, both };
enum class clock_origin : std::uint8_t { hour, zero, far };

struct scenario {
  std::string name;
  core::nanoseconds run{};
  std::uint64_t targets = 0;
  probe::target_plan plan;  // of every target; name and host are filled in
  sim::families families = families::both;
  core::nanoseconds added_over{};   // targets are added evenly over that time
  std::uint64_t every_named = 0;    // every n-th target is a name; 0: none
  std::uint64_t every_on_link = 0;  // every n-th target is on our link; 0: none
  clock_origin origin = clock_origin::hour;
  std::uint64_t receive_queue = 0;  // packets, of each family's socket
  std::uint64_t batch = 0;          // packets that one receive gives at most
  std::vector<network_phase> network;
  std::vector<window> stalls;
  std::vector<wall_step> wall_steps;
  std::vector<suspension> suspends;  // in order
  std::vector<name_phase> names;
  std::vector<uplink_cut> uplink_cuts;
  std::vector<removal> removed;
  std::vector<plan_change> changed;

  const sim::behaviour& behaviour_of(std::uint32_t target, core::nanoseconds at) const;
  /// What keeps us from the target; nullptr: nothing does. Target 0 is the gateway and falls silent with the uplink.
  const uplink_cut* uplink_cut_of(std::uint32_t target, core::nanoseconds at) const;
  /// On our link, or the gateway: nothing stands before it.
  bool is_direct(std::uint32_t target) const {
    return target == 0 || (every_on_link > 0 && target % every_on_link == 0);
  }
  bool has_uplink() const { return !uplink_cuts.empty(); }
  bool is_removed(std::uint32_t target, core::nanoseconds at) const;
  /// Without name and host. One of those that the scenario holds.
  const probe::target_plan& plan_of(std::uint32_t target, core::nanoseconds at) const;
};

/// Reads the file at `path`. The problems as a block for people when there are any.
std::expected<scenario, std::string> read_scenario(const std::string& path);
/// The same of a text that is already there.
std::expected<scenario, std::string> parse_scenario(const std::string& path, std::string text);

}  // namespace reachd::sim
