// SPDX-License-Identifier: Apache-2.0
#include "daemon/way_out.hpp"

#include <doctest/doctest.h>

#include "support/kernel_routes.hpp"
#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using test::kernel_routes;

namespace {

struct no_sink final : icmp::echo_sink {
  void echo_sent(core::target_id, core::instant) override {}
  void echo_ended(core::target_id, std::uint64_t, const core::probe_result&) override {}
  bool echo_late(core::target_id, std::uint64_t, core::nanoseconds) override { return false; }
  bool echo_duplicate(core::target_id, std::uint64_t) override { return false; }
};

struct parts {
  parts() { route.judge_by(wanted.by, {pinger, world.targets, world.record, journal}); }
  daemon::log quiet{config::log_level::error, config::log_format::logfmt};
  daemon::journal journal{quiet};
  uv::loop loop;
  no_sink sink;
  icmp::pinger pinger{loop.scheduler(), sink, nullptr, nullptr, {}};
  test::world world;
  config::uplink_settings wanted;
  daemon::way_out route{loop, quiet};
};

/// Until the uplink is judged, or ten seconds have passed.
async::task<void> judged(parts& all) {
  async::scope running(all.loop.ready());
  running.spawn(all.route.run());
  for (int turns = 0; turns < 1000 && all.route.numbers().empty(); ++turns) {
    const auto again = all.loop.scheduler().now() + 10ms;
    co_await async::sleep_until(all.loop.scheduler(), again);
  }
  running.request_stop();
  co_await running.join();
}

}  // namespace

TEST_CASE("the gateways and the uplink are those of the kernel") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run("route add default via 198.51.100.254\n");
  parts all;
  CHECK(all.route.gateways() == std::vector{test::ip("198.51.100.254")});
  CHECK(all.route.numbers().empty());
  all.loop.run(judged(all));
  const auto numbers = all.route.numbers();
  REQUIRE(numbers.size() == 1);
  CHECK(numbers[0].way == "ipv4");
  CHECK(numbers[0].up);
}
