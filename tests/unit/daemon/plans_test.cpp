// SPDX-License-Identifier: Apache-2.0
#include "daemon/plans.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using reachd::config::target_settings;
using reachd::daemon::load_of;
using reachd::daemon::plan_of;
using reachd::options::kind;

namespace {

target_settings written(kind probe, reachd::core::nanoseconds interval) {
  target_settings target;
  target.name = "db";
  target.host = "db.example.net";
  target.probe = probe;
  target.port = 5432;
  target.interval = interval;
  target.timeout = 2s;
  target.retry = interval;
  target.family = reachd::core::families::v6;
  target.down_after = 4;
  target.up_after = 5;
  return target;
}

}  // namespace

TEST_CASE("a plan holds what was written") {
  const auto plan = plan_of(written(kind::tcp, 7s));
  CHECK(plan.name == "db");
  CHECK(plan.host == "db.example.net");
  CHECK(plan.probe == reachd::options::kind::tcp);
  CHECK(plan.port == 5432);
  CHECK(plan.interval == 7s);
  CHECK(plan.timeout == 2s);
  CHECK(plan.retry == 7s);
  CHECK(plan.families == reachd::core::families::v6);
  CHECK(plan.down_after == 4);
  CHECK(plan.up_after == 5);
  CHECK_FALSE(plan.paused);
}

TEST_CASE("the load counts echoes that are not paused, the smallest interval all probes") {
  auto paused = written(kind::icmp, 10ms);
  paused.paused = true;
  const auto load = load_of({written(kind::icmp, 500ms), written(kind::icmp, 1s), written(kind::tcp, 100ms), paused});
  CHECK(load.per_second == doctest::Approx(3));
  CHECK(load.smallest_interval == 100ms);
  CHECK(load_of({}).per_second == 0);
}

TEST_CASE("a burst loads as much as it sends, and its gap is an interval") {
  auto burst = written(kind::icmp, 1s);
  reachd::options::icmp asked;
  asked.burst = {.count = 10, .gap = 20ms};
  burst.asks = std::make_shared<const reachd::options::icmp>(asked);
  const auto load = load_of({burst});
  CHECK(load.per_second == doctest::Approx(10));
  CHECK(load.smallest_interval == 20ms);
}
