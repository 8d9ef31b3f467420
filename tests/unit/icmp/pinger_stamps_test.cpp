// SPDX-License-Identifier: Apache-2.0
// What the pinger makes of time stamps and of what the kernel dropped.
#include <doctest/doctest.h>

#include <cerrno>

#include "support/listening_world.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using core::outcome;
using core::stamp_source;
using icmp::direction;
using icmp::reject_reason;
using test::bytes;
using test::ip;
using test::listening_world;
using test::scripted_port;

TEST_CASE_FIXTURE(listening_world, "send stamps are matched by token, whatever their order") {
  for (int count = 0; count < 3; ++count) send_one();
  v4.stamp(v4.sent[2], 300us);
  v4.stamp(v4.sent[0], 100us);
  v4.answer(v4.sent[0], 10'100us);
  v4.answer(v4.sent[1], 10'100us);
  v4.answer(v4.sent[2], 10'100us);
  loop.run_for(100ms);
  REQUIRE(log.ended.size() == 3);
  CHECK(log.ended[0].result.rtt == 10ms);
  CHECK(log.ended[0].result.send_stamp == stamp_source::kernel);
  CHECK(log.ended[1].result.rtt == 10'100us);
  CHECK(log.ended[1].result.send_stamp == stamp_source::user);
  CHECK(log.ended[2].result.rtt == 9'800us);
  CHECK(pinger.counters().of(direction::send, stamp_source::kernel) == 2);
  CHECK(pinger.counters().of(direction::send, stamp_source::user) == 1);
  CHECK(pinger.counters().of(direction::receive, stamp_source::kernel) == 3);
}

TEST_CASE_FIXTURE(listening_world, "a lost echo keeps the kernel's send stamp") {
  const auto request = send_one("192.0.2.9", 50ms);
  v4.stamp(request, 100us);
  loop.run_for(1s);
  CHECK(only().outcome == outcome::lost);
  CHECK(only().sent == v4.wall_at(request.at) + 100us);
  CHECK(only().send_stamp == stamp_source::kernel);
}

TEST_CASE_FIXTURE(listening_world, "a wall clock step falls back to monotonic time and loses nothing") {
  for (const core::nanoseconds step : {core::nanoseconds(87'600h), core::nanoseconds(-87'600h)}) {
    log.ended.clear();
    const auto request = send_one();
    v4.stamp(request, 10us);
    loop.run_for(2ms);
    v4.wall_step += step;
    v4.answer(request, 10ms);
    loop.run_for(50ms);
    REQUIRE(log.ended.size() == 1);
    CHECK(only().outcome == outcome::reply);
    CHECK(only().rtt == 10ms);
    CHECK(only().send_stamp == stamp_source::user);
    CHECK(only().receive_stamp == stamp_source::user);
  }
  CHECK(pinger.counters().of(direction::receive, stamp_source::user) == 2);
}

TEST_CASE_FIXTURE(listening_world, "without a kernel receive stamp the user's reading is used") {
  const auto request = send_one();
  v4.deliver(loop.now() + 10ms, request.destination, v4.reply_to(request), core::wall_time{});
  loop.run_for(50ms);
  CHECK(only().rtt == 10ms);
  CHECK(only().receive_stamp == stamp_source::user);
}

TEST_CASE_FIXTURE(listening_world, "what the kernel drops for its checksum is counted as that and is no overflow") {
  send_one("2001:db8::9", 100ms);
  v6.dropped.checksum = 2;
  loop.run_for(1s);
  CHECK(only().outcome == outcome::lost);
  CHECK(pinger.counters().of(reject_reason::checksum) == 2);
  CHECK(pinger.counters().receive_queue_drops == 0);
}

TEST_CASE_FIXTURE(listening_world, "a wall clock step while we stood still: what waited in the queue is no loss") {
  const auto in_time = send_one("192.0.2.9", 1s);
  const auto late = send_one("192.0.2.8", 1s);
  const auto silent = send_one("192.0.2.7", 1s);
  for (const auto& each : {in_time, late, silent}) v4.stamp(each, 10us);
  loop.run_for(100ms);
  v4.answer(in_time, 200ms);
  v4.answer(late, 30s);
  v4.wall_step += 1min;
  loop.clock().turn(loop.now() + 60s);
  loop.run_for(10ms);
  REQUIRE(log.ended.size() == 3);
  CHECK(log.count(outcome::local_error) == 2);  // by their stamps nobody can tell them apart any more
  CHECK(log.count(outcome::lost) == 1);
  for (const auto& entry : log.ended) {
    if (entry.result.outcome == outcome::local_error) CHECK(entry.result.errno_value == ECANCELED);
  }
  CHECK(pinger.counters().late == 2);
}

TEST_CASE_FIXTURE(listening_world,
                  "after a wall clock step a reply that is late while we listen is late, and its echo lost") {
  const auto request = send_one("192.0.2.9", 1s);
  v4.stamp(request, 10us);
  loop.run_for(2ms);
  v4.wall_step += 1h;
  for (int turns = 0; turns < 140; ++turns) loop.clock().turn(loop.now() + 10ms);
  v4.answer(request, 1500ms);
  loop.run_for(1s);
  CHECK(only().outcome == outcome::lost);
  CHECK(pinger.counters().late == 1);
}
