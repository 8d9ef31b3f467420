// SPDX-License-Identifier: Apache-2.0
#include "probe/name_watch.hpp"

#include <algorithm>

#include "async/sleep.hpp"

namespace reachd::probe {
namespace {

using namespace std::chrono_literals;

/// True when the target's address is another one now.
bool adopt(target& named, const std::vector<core::address>& found) {
  if (named.address && std::ranges::find(found, *named.address) != found.end()) return false;
  named.address = found.front();
  return true;
}

}  // namespace

core::nanoseconds lookup_wait(unsigned failures, std::uint64_t seed) {
  constexpr core::nanoseconds longest = 60s;
  const core::nanoseconds base =
      failures == 0 ? longest : std::min<core::nanoseconds>(longest, 1s * (1U << std::min(failures - 1, 6U)));
  const auto spread = static_cast<std::uint64_t>(base.count()) / 5;  // 80 % to 100 % of the base
  return base - core::nanoseconds(static_cast<std::int64_t>(seed % (spread + 1)));
}

async::task<void> watch_name(target& named, name_source& names, recorder& record, async::scheduler& clock,
                             async::event& first_address) {
  std::uint64_t seed = std::hash<std::string>{}(named.name);
  std::string last_problem;
  for (unsigned failures = 0;;) {
    const auto found = co_await names.lookup(named.host, named.families);
    const auto stop = co_await async::current_stop_token();
    if (stop.stop_requested()) co_return;
    if (found && !found->empty()) {
      failures = 0;
      last_problem.clear();
      if (adopt(named, *found)) record.observer().address_changed(named);
      if (!first_address.is_set()) record.resolved(named);
      first_address.set();
    } else {
      ++failures;
      const std::string problem =
          found ? "the name has no " + std::string(core::address_word(named.families)) : found.error().message();
      record.observer().lookup_failed(named, problem, problem != last_problem);
      last_problem = problem;
    }
    seed = seed * 6364136223846793005 + 1442695040888963407;
    const core::instant again = clock.now() + lookup_wait(failures, seed >> 16);
    const bool awake = co_await async::sleep_until(clock, again);
    if (!awake) co_return;
  }
}

}  // namespace reachd::probe
