// SPDX-License-Identifier: Apache-2.0
#include "daemon/state_tally.hpp"

#include <doctest/doctest.h>

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
