// SPDX-License-Identifier: Apache-2.0
#include "probe/target.hpp"

#include <doctest/doctest.h>

#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::probe::target;
using reachd::stats::state;
using reachd::test::every;
using reachd::test::virtual_loop;

namespace {

struct limits {
  reachd::core::nanoseconds interval, timeout, retry;
  std::uint32_t most;
};

}  // namespace

TEST_CASE("a literal has its address from the start, a name has none yet") {
  virtual_loop loop;
  const target literal(loop.clock(), every(1s, "2001:db8::1"), {0, 1});
  CHECK(literal.address->to_string() == "2001:db8::1");
  CHECK(literal.series.state().current() == state::unknown);
  const target named(loop.clock(), every(1s, "gw.example.net"), {0, 1});
  CHECK_FALSE(named.address.has_value());
  CHECK(named.series.state().current() == state::unresolved);
}

TEST_CASE("a paused target is paused, whether it has an address or not") {
  virtual_loop loop;
  for (const char* host : {"192.0.2.1", "gw"}) {
    auto plan = every(1s, host);
    plan.paused = true;
    CHECK(target(loop.clock(), plan, {0, 1}).series.state().current() == state::paused);
  }
}

TEST_CASE("the bound on probes in flight is ceil(timeout / shortest distance) and one") {
  virtual_loop loop;
  for (const limits& each : {limits{1s, 1s, 1s, 2}, limits{1s, 999ms, 1s, 2}, limits{1s, 1001ms, 1s, 3},
                             limits{10ms, 5s, 10ms, 501}, limits{60s, 5s, 2s, 4}}) {
    auto plan = every(each.interval);
    plan.timeout = each.timeout;
    plan.retry = each.retry;
    CHECK(target(loop.clock(), plan, {0, 1}).max_in_flight == each.most);
  }
}

TEST_CASE("the next probe is brought forward, and never put off") {
  virtual_loop loop;
  target t(loop.clock(), every(1s), {0, 1});
  t.due = loop.now() + 5s;
  t.bring_forward(loop.now() + 6s);
  CHECK(t.due == loop.now() + 5s);
  t.bring_forward(loop.now() + 2s);
  CHECK(t.due == loop.now() + 2s);
}
