// SPDX-License-Identifier: Apache-2.0
#include "daemon/way_out.hpp"

#include <doctest/doctest.h>

#include <functional>

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
  explicit parts(config::uplink_settings::mode by = config::uplink_settings::mode::automatic) {
    route.judge_by(by, {pinger, world.targets, world.record, journal});
  }
  daemon::log quiet{config::log_level::error, config::log_format::logfmt};
  daemon::journal journal{quiet};
  uv::loop loop;
  no_sink sink;
  icmp::pinger pinger{loop.scheduler(), sink, nullptr, nullptr, {}};
  test::world world;
  daemon::way_out route{loop, quiet};
};

/// Until `condition` holds, or ten seconds have passed.
async::task<void> run_until(parts& all, std::function<bool()> condition) {
  async::scope running(all.loop.ready());
  running.spawn(all.route.run());
  for (int turns = 0; turns < 1000 && !condition(); ++turns) {
    const auto again = all.loop.scheduler().now() + 10ms;
    co_await async::sleep_until(all.loop.scheduler(), again);
  }
  running.request_stop();
  co_await running.join();
}

std::string many_routes(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) {
    lines += "route add 10." + std::to_string(i / 250) + "." + std::to_string(i % 250) + ".0/24 via 198.51.100.7\n";
  }
  return lines;
}

}  // namespace

TEST_CASE("the gateways and the uplink are those of the kernel") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run("route add default via 198.51.100.254\n");
  parts all;
  CHECK(all.route.gateways() == std::vector{test::ip("198.51.100.254")});
  CHECK(all.route.numbers().empty());
  all.loop.run(run_until(all, [&] { return !all.route.numbers().empty(); }));
  const auto numbers = all.route.numbers();
  REQUIRE(numbers.size() == 1);
  CHECK(numbers[0].way == "ipv4");
  CHECK(numbers[0].up);
}

TEST_CASE("_gateway follows the default route, whoever judges the uplink") {
  if (!kernel_routes::possible()) return;
  using mode = config::uplink_settings::mode;
  for (const auto by : {mode::automatic, mode::targets, mode::off}) {
    const kernel_routes kernel;
    parts all(by);
    CHECK(all.route.gateways().empty());
    for (const std::string gateway : {"198.51.100.254", "198.51.100.253"}) {
      kernel_routes::run("route replace default via " + gateway + "\n");
      const std::vector<core::address> wanted{test::ip(gateway.c_str())};
      all.loop.run(run_until(all, [&] { return all.route.gateways() == wanted; }));
      CHECK(all.route.gateways() == wanted);
    }
  }
}

TEST_CASE("on a router with many routes a default route that goes is seen within seconds") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(many_routes(60'000) + "route add default via 198.51.100.254\n");
  parts all;
  all.loop.run(run_until(all, [&] { return !all.route.numbers().empty(); }));
  kernel_routes::run("route del default\n");
  const core::instant begun = uv::monotonic_now();
  all.loop.run(run_until(all, [&] { return !all.route.numbers().front().up; }));
  CHECK_FALSE(all.route.numbers().front().up);
  CHECK(uv::monotonic_now() - begun < 3s);
}

TEST_CASE("an outage of the uplink ends when another one is judged, or none") {
  using mode = config::uplink_settings::mode;
  for (const auto next : {mode::off, mode::automatic}) {
    parts all(mode::targets);
    auto plan = test::every(24h);
    plan.down_after = 2;
    auto& witness = all.world.add(plan);
    all.route.change(mode::targets, {witness.id});
    for (int i = 0; i < 2; ++i) all.world.end(witness, core::outcome::lost, all.world.loop.now());
    REQUIRE(all.journal.entries().size() == 1);
    all.route.change(next, {});
    all.loop.run(run_until(all, [&] { return all.journal.entries().size() > 1; }));
    REQUIRE(all.journal.entries().size() == 2);
    CHECK(all.journal.entries().back().text.starts_with("uplink up after "));
    CHECK(all.journal.entries().back().text.ends_with("(no longer judged)"));
    all.world.stop();
  }
}
