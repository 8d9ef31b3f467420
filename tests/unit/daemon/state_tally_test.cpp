// SPDX-License-Identifier: Apache-2.0
#include "daemon/state_tally.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using reachd::daemon::state_tally;
using enum reachd::stats::state;

TEST_CASE("the line says how many there are of each state, and leaves out what there is none of") {
  state_tally tally;
  CHECK(tally.text() == "0 targets");
  tally.add(up);
  CHECK(tally.text() == "1 target: 1 up");
  for (int i = 0; i < 989; ++i) tally.add(up);
  for (int i = 0; i < 3; ++i) tally.add(down);
  tally.add(unknown);
  CHECK(tally.text() == "994 targets: 990 up, 3 down, 1 unknown");
  tally.add(paused);
  tally.add(unresolved);
  CHECK(tally.text() == "996 targets: 990 up, 3 down, 1 unknown, 1 unresolved, 1 paused");
}

namespace {

async::task<void> keep(test::world& w, std::optional<daemon::state_tally>& into) {
  into = co_await daemon::count_states(w.loop.clock(), w.targets, 0ns);
}

}  // namespace

TEST_CASE("many targets are counted over several turns, without those that are leaving") {
  test::world w;
  auto plan = test::every(1s);
  plan.paused = true;
  for (int i = 0; i < 1000; ++i) w.add(plan);
  const auto leaving = w.targets.at(999)->id;
  std::optional<daemon::state_tally> counted;
  async::scope counting(w.loop.clock().ready());
  counting.spawn(keep(w, counted));
  w.loop.clock().turn(w.loop.now());
  CHECK_FALSE(counted);
  w.targets.remove(leaving, w.with);
  w.loop.settle();
  REQUIRE(counted);
  CHECK(counted->all() == 999);
  CHECK(counted->of(stats::state::paused) == 999);
  w.stop();
}
