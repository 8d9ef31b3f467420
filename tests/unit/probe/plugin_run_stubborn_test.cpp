// SPDX-License-Identifier: Apache-2.0
// Programs that cannot be killed.
#include <cerrno>

#include "support/children.hpp"
#include "support/skip.hpp"
#include "support/stubborn.hpp"
#include "support/temporary_folder.hpp"
#include "unit/probe/plugin_world.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using core::outcome;
using fixture = test::plugin_world;

namespace {

options::exec stubborn(const test::temporary_folder& folder) {
  return {.command = test::stubborn_program(folder).arguments,
          .environment = {{"PATH", options::secret_text{"/usr/bin:/bin"}}}};
}

/// Stopped from above when it cannot be killed any more; its number.
async::task<pid_t> stop_stubborn(fixture& f, probe::target& probed, const test::temporary_folder& folder) {
  f.prober.begin(probed);
  const pid_t child = co_await test::wait_for_number(f.loop, folder.name + "/running");
  co_await test::until_started(f.loop, f.starter);
  probed.work.request_stop();
  co_await probed.work.join();
  co_return child;
}

pid_t stop_stubborn(fixture& f, const test::temporary_folder& folder) {
  probe::target probed(f.loop.scheduler(), fixture::plan(stubborn(folder)), {0, 1});
  const pid_t child = f.loop.run(stop_stubborn(f, probed, folder));
  CHECK(probed.series.ended(outcome::stopped) == 1);
  return child;
}

}  // namespace

TEST_CASE("a program that cannot be killed ends as lost, and says why") {
  const test::without_kill powerless;
  if (!powerless.holds()) return support::skipped("only root can start a child that it may not kill");
  fixture f({.patience = 10ms});
  // The deadline must come when it is another user already.
  for (core::nanoseconds timeout = 100ms;; timeout *= 2) {
    const test::temporary_folder folder;
    const auto got = f.run(f.prober, fixture::plan(stubborn(folder), timeout));
    if (got.how.outcome == outcome::local_error) continue;
    CHECK(got.how.outcome == outcome::lost);
    if (got.problem.empty()) continue;
    CHECK(got.problem.starts_with("the program was killed and has not ended: "));
    break;
  }
  // Also those of earlier tries that became another user after all.
  while (f.starter.reaper().size() + f.starter.in_work() > 0) {
    powerless.kill_children();
    f.loop.run(test::sleep_for(f.loop, 1ms));
  }
}

TEST_CASE("a few programs that cannot be killed give their places to others, more keep them until they end") {
  const test::temporary_folder first, second;
  const test::without_kill powerless;
  if (!powerless.holds()) return support::skipped("only root can start a child that it may not kill");
  fixture f({.at_once = 1, .spared = 1, .patience = 1ms});
  const pid_t spared = stop_stubborn(f, first);
  CHECK(f.ask("exit 0").how.outcome == outcome::reply);
  const pid_t kept = stop_stubborn(f, second);
  CHECK(f.starter.reaper().size() == 2);
  const auto none_free = f.ask("exit 0", 20ms);
  CHECK(none_free.how.outcome == outcome::local_error);
  CHECK(none_free.how.errno_value == EAGAIN);
  powerless.kill(spared);
  f.loop.run(test::until_reaper_holds(f.loop, f.starter.reaper(), 1));
  CHECK(f.ask("exit 0").how.outcome == outcome::reply);
  powerless.kill(kept);
  f.loop.run(test::until_reaper_holds(f.loop, f.starter.reaper(), 0));
}
