// SPDX-License-Identifier: Apache-2.0
#include "sim/names.hpp"

#include <charconv>

namespace reachd::sim {

core::family family_of(const scenario& script, std::uint32_t target) {
  if (script.families == families::both) return target % 2 == 0 ? core::family::v4 : core::family::v6;
  return script.families == families::v4 ? core::family::v4 : core::family::v6;
}

async::task<names::answer> names::lookup(std::string name, core::families) {
  const core::instant until = scheduler_->now() + std::chrono::milliseconds(20);
  const bool awake = co_await async::sleep_until(*scheduler_, until);
  if (!awake) co_return answer(std::unexpected(core::error("stopped")));
  bool moved = false;
  for (const name_phase& phase : script_->names) {
    if (!phase.when.holds(time_->elapsed())) continue;
    if (phase.answer == name_answer::gone) co_return answer(std::unexpected(core::error("no name service")));
    moved = true;
  }
  std::uint32_t target = 0;
  std::from_chars(name.data() + name.find('-') + 1, name.data() + name.size(), target);
  co_return answer(std::vector<core::address>{address_of(target, family_of(*script_, target), moved)});
}

}  // namespace reachd::sim
