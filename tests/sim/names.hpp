// SPDX-License-Identifier: Apache-2.0
// The scripted name service: "name-7" is target 7. Role: the name_source of a run; a lookup takes 20 ms, fails while
// the names are gone and answers with another address while they have moved. Owner: the simulation.
#pragma once

#include "async/sleep.hpp"
#include "probe/name_source.hpp"
#include "sim/clock.hpp"
#include "sim/ledger.hpp"

namespace reachd::sim {

core::family family_of(const scenario& script, std::uint32_t target);

class names final : public probe::name_source {
 public:
  using answer = core::result<std::vector<core::address>>;

  names(const scenario& script, const clock& time, async::scheduler& scheduler)
      : script_(&script), time_(&time), scheduler_(&scheduler) {}

  async::task<answer> lookup(std::string name, core::families wanted) override;

 private:
  const scenario* script_;
  const clock* time_;
  async::scheduler* scheduler_;
};

}  // namespace reachd::sim
