// SPDX-License-Identifier: Apache-2.0
// One run: the daemon's core from the wheel to the series, as it is, between a scripted network, scripted names and a
// clock that jumps to the next event. Owner: whoever asks for the run. Invariant: the same scenario and seed do the
// same, event by event; at the end nothing is in flight.
#pragma once

#include <optional>

#include "async/scope.hpp"
#include "probe/echo.hpp"
#include "probe/gateway_uplink.hpp"
#include "probe/upstream.hpp"
#include "sim/faults.hpp"
#include "sim/names.hpp"
#include "sim/ways.hpp"

namespace reachd::sim {

struct report {
  std::uint64_t seed = 0;
  tally counts;
  std::uint64_t outages = 0;  // of the uplink
  std::uint64_t skipped = 0;
  std::uint64_t state_changes = 0;
  std::uint64_t turns = 0;
  std::uint64_t most_in_flight = 0;
  std::uint64_t digest = 0;
  std::uint64_t wrong = 0;
  std::vector<std::string> first_wrong;
  icmp::counters pinger;
};

class simulation {
 public:
  simulation(const scenario& script, std::uint64_t seed, const faults& planted = {});
  report run();

 private:
  async::task<void> add_targets();
  void add_target(std::uint32_t index);
  probe::target_plan plan_of(std::uint32_t index) const;
  async::task<void> remove_targets();
  async::task<void> change_targets();
  void tune();
  void go_on_until(core::instant end);
  void turn();
  void wake();
  void stop();
  void compare_packets();
  void compare_uplink();

  const scenario* script_;
  faults planted_;
  std::uint64_t seed_;
  wire::siphash_key key_;
  clock time_;
  async::scheduler scheduler_;
  ledger truth_;
  network v4_;
  network v6_;
  checker checker_;
  probe::recorder record_;
  probe::target_set targets_;
  faulty_sink sink_;
  icmp::pinger pinger_;
  probe::echo echo_;
  watched_prober prober_;
  names names_;
  probe::target_set::means with_;
  ways ways_;
  probe::gateway_uplink uplink_;
  probe::upstream upstream_;
  std::vector<core::target_id> added_;              // by number
  std::vector<const probe::target_plan*> planned_;  // by number: of the scenario, that it has now
  async::scope adding_;
  async::scope beside_;
  std::uint64_t turns_ = 0;
  std::uint64_t most_in_flight_ = 0;
  std::size_t sleeps_ = 0;
  bool wakes_on_packets_ = false;
};

}  // namespace reachd::sim
