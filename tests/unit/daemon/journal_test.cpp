// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using reachd::core::wall_time;
using reachd::daemon::journal;
namespace config = reachd::config;

namespace {

reachd::daemon::log quiet(config::log_level::error, config::log_format::logfmt);

}  // namespace

TEST_CASE("gaps are counted, added up and listed") {
  journal kept(quiet);
  kept.stalled(60s, wall_time(1'700'000'060s));
  kept.stalled(2s, wall_time(1'700'000'090s));
  kept.suspended(3h, wall_time(1'700'020'000s));
  CHECK(kept.stalls().count == 2);
  CHECK(kept.stalls().lasted == 62s);
  CHECK(kept.suspends().count == 1);
  CHECK(kept.suspends().lasted == 3h);
  REQUIRE(kept.entries().size() == 3);
  CHECK(kept.entries()[0].text == "gap of 60.0 s since 2023-11-14T22:13:20.000Z: the process stood still");
}

TEST_CASE("outages of the uplink are listed, and the newest are kept") {
  journal kept(quiet);
  kept.uplink_changed({.up = true, .why = "IPv4 by 192.0.2.1", .at = wall_time(9s), .lasted = 2500ms});
  CHECK(kept.entries()[0].text == "uplink up after 2.5 s (IPv4 by 192.0.2.1)");
  for (int i = 0; i < 100; ++i) kept.stalled(1s, wall_time(1s * i));
  CHECK(kept.entries().size() == journal::most_kept);
  CHECK(kept.entries().back().at == wall_time(99s));
}

TEST_CASE("after a restart it counts on, and the time between is a gap") {
  journal kept(quiet);
  kept.go_on({2, 5s}, {1, 3h}, {4, 9s});
  kept.restarted(3s, wall_time(1'700'000'060s));
  CHECK(kept.stalls().count == 2);
  CHECK(kept.suspends().lasted == 3h);
  CHECK(kept.restarts().count == 5);
  CHECK(kept.restarts().lasted == 12s);
  CHECK(kept.entries().back().text == "gap of 3.0 s since 2023-11-14T22:14:17.000Z: reachd was not running");
}
