// SPDX-License-Identifier: Apache-2.0
#include "daemon/target_roll.hpp"

#include <doctest/doctest.h>

#include "daemon/plans.hpp"
#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using namespace reachd;

TEST_CASE("a target comes, changes and goes with its labels, and its slot is used again with others") {
  test::world w;
  daemon::target_roll roll(w.targets, w.with);
  config::target_settings written;
  written.name = "a";
  written.host = "192.0.2.1";
  written.interval = written.timeout = written.retry = 1s;
  const core::target_id id = roll.add(written, daemon::plan_of(written));
  CHECK(roll.labels().at(id.index).identity() == "target=\"a\",probe=\"icmp\"");
  const core::target_id parent{3, 3};
  roll.set_parent(id, parent);
  CHECK(w.targets.find(id)->parent == parent);

  written.group = "core";
  auto plan = daemon::plan_of(written);
  plan.name = "b";
  plan.timeout = 2s;
  roll.change(id, written, plan);
  CHECK(w.targets.find(id)->timeout == 2s);
  CHECK(roll.labels()[id.index].identity() == "target=\"b\",probe=\"icmp\"");
  CHECK(roll.labels()[id.index].details() == ",group=\"core\"");
  roll.relabel(id, written, "c");
  CHECK(roll.labels()[id.index].identity() == "target=\"c\",probe=\"icmp\"");

  roll.remove(id);
  w.loop.settle();
  CHECK(w.targets.find(id) == nullptr);
  roll.relabel(id, written, "nobody");
  roll.set_parent(id, parent);
  CHECK(roll.labels()[id.index].identity() == "target=\"c\",probe=\"icmp\"");
  const core::target_id next = roll.add(written, daemon::plan_of(written));
  CHECK(next.index == id.index);
  CHECK(roll.labels()[next.index].identity() == "target=\"a\",probe=\"icmp\"");
  w.stop();
}
