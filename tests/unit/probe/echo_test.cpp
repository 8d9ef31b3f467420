// SPDX-License-Identifier: Apache-2.0
#include "probe/echo.hpp"

#include <doctest/doctest.h>

#include "support/scripted_port.hpp"
#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::core::outcome;
using reachd::probe::target;
using reachd::test::every;

namespace {

/// The real pinger over a scripted IPv4 port and no IPv6 one.
struct echo_world {
  void stop() {
    reachd::async::scope last(loop.clock().ready());
    last.spawn(targets.stop_all(with));
    loop.settle();
  }

  reachd::test::virtual_loop loop;
  reachd::test::scripted_port port{loop, reachd::core::family::v4};
  reachd::test::written_observer observer;
  reachd::probe::recorder record{loop.clock(), [] { return reachd::core::wall_time(7s); }, observer};
  reachd::probe::target_set targets{loop.clock()};
  reachd::test::table_names names{loop.clock()};
  reachd::icmp::pinger pinger{loop.clock(), prober, &port, nullptr, {}};
  reachd::probe::echo prober{pinger, targets, record};
  reachd::probe::target_set::means with{reachd::probe::probers(prober), names, record};
};

}  // namespace

TEST_CASE("an echo is counted when it begins and ends at its target, with its sequence number") {
  echo_world w;
  w.port.on_send = [&w](const auto& request) { w.port.answer(request, 5ms); };
  target& t = w.targets.add(every(1s), w.with);
  w.loop.run_for(3s);
  CHECK(t.series.sent() == 3);
  CHECK(t.series.ended(outcome::reply) >= 2);
  CHECK(t.series.rtt_last() == 5ms);
  CHECK(w.observer.ended.front() == "t 1 reply");
  REQUIRE(w.observer.latenesses.size() == 3);
  for (const auto late : w.observer.latenesses) CHECK((late >= 0ns && late <= w.loop.clock().turn_length()));
  w.stop();
  CHECK(t.series.in_flight() == 0);
  CHECK(live_frames() == 0);
}

TEST_CASE("stopping the targets ends the echoes in flight as stopped") {
  echo_world w;
  target& t = w.targets.add(every(1s), w.with);
  w.loop.settle();  // the watch sets its first due time when it starts
  w.loop.run_until(t.due + 10ms);
  CHECK(t.series.in_flight() == 1);
  w.stop();
  CHECK(t.series.ended(outcome::stopped) == 1);
  CHECK(live_frames() == 0);
}

TEST_CASE("a family without a socket ends as local_error, and nothing has left") {
  echo_world w;
  target& t = w.targets.add(every(1s, "2001:db8::1"), w.with);
  w.loop.run_for(3s);
  CHECK(t.series.ended(outcome::local_error) == 3);
  CHECK(t.series.local_errors().front().first == EAFNOSUPPORT);
  CHECK(w.observer.ended == std::vector<std::string>{"t 1 local_error", "t 2 local_error", "t 3 local_error"});
  CHECK(w.observer.latenesses.empty());
  w.stop();
  CHECK(live_frames() == 0);
}

TEST_CASE("late replies and duplicates reach their target; those of a target that is no more are stale") {
  echo_world w;
  int requests = 0;
  w.port.on_send = [&](const auto& request) {
    w.port.answer(request, ++requests == 1 ? 5ms : 1200ms);
    if (requests == 1) w.port.answer(request, 6ms);
  };
  target& t = w.targets.add(every(1s), w.with);
  w.loop.run_for(3500ms);
  CHECK(t.series.duplicates() == 1);
  CHECK(t.series.late() >= 1);
  CHECK(t.series.late_rtt_sum() == 1200ms * static_cast<std::int64_t>(t.series.late()));
  CHECK(w.observer.extra.front() == "t 1 duplicate");
  CHECK(w.observer.extra.back() == "t " + std::to_string(t.series.late() + 1) + " late 1200000000");
  const auto stale = [&] { return w.pinger.counters().of(reachd::icmp::reject_reason::stale); };
  CHECK(stale() == 0);
  for (const reachd::core::target_id gone : {reachd::core::target_id{0, 9}, reachd::core::target_id{5, 1}}) {
    w.pinger.begin({.target = gone, .sequence = 1, .address = *t.address, .timeout = 100ms});
  }
  w.loop.run_for(3s);
  CHECK(stale() == 2);
  w.stop();
  CHECK(live_frames() == 0);
}
