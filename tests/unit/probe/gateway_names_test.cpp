// SPDX-License-Identifier: Apache-2.0
#include "probe/gateway_names.hpp"

#include <doctest/doctest.h>

#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::core::address;
using reachd::stats::state;
using reachd::test::every;
using reachd::test::world;

TEST_CASE("_gateway is the gateway of now, every other name is looked up") {
  world w;
  w.names.table["gw.example.net"] = {"192.0.2.7"};
  std::vector<address> gateways;
  reachd::probe::gateway_names names([&] { return gateways; }, w.names);
  reachd::probe::target_set::means with{reachd::probe::probers(w.prober), names, w.record};
  auto plan = every(1s, "_gateway");
  auto& gateway = w.targets.add(plan, with);
  plan = every(1s, "gw.example.net");
  plan.name = "other";
  auto& other = w.targets.add(plan, with);
  w.loop.run_for(3s);
  CHECK(gateway.series.state().current() == state::unresolved);
  CHECK(other.address == address::parse("192.0.2.7"));
  CHECK(w.observer.lookups.front() == "t: there is no default route with a gateway now");
  gateways = {*address::parse("192.0.2.1"), *address::parse("fe80::1")};
  w.loop.run_for(60s);
  CHECK(gateway.address == address::parse("192.0.2.1"));
  plan.host = plan.name = "_gateway";
  plan.families = reachd::core::families::v6;
  auto& six = w.targets.add(plan, with);
  w.loop.run_for(1s);
  CHECK(six.address == address::parse("fe80::1"));
  gateways = {*address::parse("192.0.2.9")};
  w.loop.run_for(61s);
  CHECK(gateway.address == address::parse("192.0.2.9"));
  CHECK(six.address == address::parse("fe80::1"));
  CHECK(w.observer.lookups.back().starts_with("_gateway: there is no default route with a gateway that has an IPv6 "));
  CHECK(w.names.asked == 3);  // the other name's
  w.stop();
}
