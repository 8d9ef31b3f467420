// SPDX-License-Identifier: Apache-2.0
#include "daemon/echo_lanes.hpp"

#include <doctest/doctest.h>

#include "support/echo_log.hpp"

using namespace reachd;
using namespace std::chrono_literals;

namespace {

struct world {
  uv::loop loop;
  test::echo_log sink;
  icmp::pinger pinger{loop.scheduler(), sink, nullptr, nullptr, {}};
  daemon::log quiet{config::log_level::error, config::log_format::logfmt};
  daemon::echo_lanes lanes{loop, pinger, 0x4000, quiet};
};

icmp::binding marked(std::uint32_t mark) { return {.mark = mark}; }
const icmp::binding nowhere{.interface = "no-such-link"};

}  // namespace

TEST_CASE("equal bindings share a lane, others do not") {
  world w;
  const auto first = w.lanes.lane_of(nowhere);
  CHECK(first >= 2);
  CHECK(w.lanes.lane_of(nowhere) == first);
  CHECK(w.lanes.lane_of({.family = core::family::v6, .interface = "no-such-link"}) != first);
  CHECK(w.lanes.open_sockets() == 0);
}

TEST_CASE("what nobody uses for long is closed, and its lane is given to another") {
  world w;
  const auto first = w.lanes.lane_of(nowhere);
  w.lanes.look_after(w.loop.scheduler().now() + 1s);
  CHECK(w.lanes.lane_of(nowhere) == first);
  w.lanes.look_after(w.loop.scheduler().now() + daemon::echo_lanes::longest_idle + 1s);
  CHECK(w.lanes.lane_of({.interface = "another-link"}) == first);
}

TEST_CASE("too many get one lane together, whose probes end with EMFILE") {
  world w;
  for (std::uint32_t mark = 0; mark < daemon::echo_lanes::most_sockets; ++mark) w.lanes.lane_of(marked(mark));
  const auto rest = w.lanes.lane_of(marked(1'000));
  CHECK(w.lanes.lane_of(marked(1'001)) == rest);
  CHECK(w.lanes.lane_of(marked(1)) != rest);
  w.lanes.drain_on_the_turn(true);
  w.lanes.drain_on_the_turn(false);
}

TEST_CASE("a loopback interface is there") {
  world w;
  w.lanes.lane_of({.interface = "lo"});
  const bool may_open = icmp::icmp_socket::open({.interface = "lo"}, {}).has_value();
  CHECK(w.lanes.open_sockets() == (may_open ? 1 : 0));
  w.lanes.look_after(w.loop.scheduler().now() + 1s);
  CHECK(w.lanes.open_sockets() == (may_open ? 1 : 0));
}
