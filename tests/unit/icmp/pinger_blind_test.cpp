// SPDX-License-Identifier: Apache-2.0
// Times in which we could not see what came: silence then says nothing about a host.
#include <doctest/doctest.h>

#include <cerrno>

#include "support/listening_world.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using core::outcome;
using icmp::reject_reason;
using test::bytes;
using test::ip;
using test::listening_world;

TEST_CASE_FIXTURE(listening_world, "an overflow of the receive queue while in flight is a local error, never loss") {
  send_one("192.0.2.9", 100ms);
  send_one("2001:db8::9", 100ms);
  loop.run_for(10ms);
  v4.dropped.overflow = 3;
  loop.run_for(50ms);
  send_one("192.0.2.8", 100ms);
  loop.run_for(1s);
  REQUIRE(log.ended.size() == 3);
  CHECK(only().outcome == outcome::local_error);
  CHECK(only().errno_value == ENOBUFS);
  CHECK(log.ended[1].result.outcome == outcome::lost);  // the other family's queue
  CHECK(log.ended[2].result.outcome == outcome::lost);  // sent after it
  CHECK(pinger.counters().receive_queue_drops == 3);
}

TEST_CASE_FIXTURE(listening_world,
                  "what was in flight when we were blind is a local error at its deadline, not before") {
  const auto v4_request = send_one("192.0.2.9", 100ms);
  send_one("2001:db8::9", 100ms);
  loop.run_for(10ms);
  pinger.blinded(v4_request.at, ECANCELED);
  loop.run_for(89ms);
  CHECK(log.ended.empty());
  loop.run_for(2ms);
  REQUIRE(log.ended.size() == 2);
  for (const auto& entry : log.ended) {
    CHECK(entry.result.outcome == outcome::local_error);
    CHECK(entry.result.errno_value == ECANCELED);
    CHECK(entry.result.sent_at == v4_request.at);
    CHECK(entry.result.sent != core::wall_time{});
  }
}

TEST_CASE_FIXTURE(listening_world, "what is sent after the blind time is judged as ever") {
  pinger.blinded(loop.now() - 1ns, ECANCELED);
  send_one("192.0.2.9", 100ms);
  loop.run_for(1s);
  CHECK(only().outcome == outcome::lost);
}

TEST_CASE("a time scale that begins at zero has no blind time before any is told") {
  test::virtual_loop loop{core::instant{}};
  test::scripted_port v4(loop, core::family::v4);
  test::echo_log log;
  icmp::pinger pinger(loop.clock(), log, &v4, nullptr, {});
  pinger.begin({.target = {}, .sequence = 1, .address = ip("192.0.2.9"), .timeout = 50ms});
  loop.run_for(1s);
  CHECK(log.count(outcome::lost) == 1);
}

TEST_CASE_FIXTURE(listening_world, "a true reply wins over blindness, and an ICMP error still makes unreachable") {
  const auto answered = send_one("192.0.2.9", 100ms);
  const auto unreachable = send_one("192.0.2.8", 100ms);
  v4.answer(answered, 90ms);
  v4.deliver(loop.now() + 80ms, ip("192.0.2.254"), test::icmp(3, 1, bytes(4), quote_of(unreachable)));
  loop.run_for(10ms);
  pinger.blinded(loop.now(), ECANCELED);
  loop.run_for(1s);
  CHECK(log.count(outcome::reply) == 1);
  CHECK(log.count(outcome::unreachable) == 1);
}

TEST_CASE_FIXTURE(listening_world, "of several blind times the latest counts, whatever order they are told in") {
  const auto first = send_one("192.0.2.9", 100ms);
  loop.run_for(5ms);
  const auto second = send_one("192.0.2.8", 100ms);
  loop.run_for(5ms);
  pinger.blinded(second.at, ECANCELED);
  pinger.blinded(first.at, ENODEV);  // known later, and shorter
  loop.run_for(1s);
  REQUIRE(log.count(outcome::local_error) == 2);
  for (const auto& entry : log.ended) CHECK(entry.result.errno_value == ECANCELED);
}

TEST_CASE_FIXTURE(listening_world, "a reply to what was ended for blindness is late, and counted as that") {
  const auto request = send_one("192.0.2.9", 100ms);
  pinger.blinded(loop.now(), ECANCELED);
  v4.answer(request, 300ms);
  loop.run_for(1s);
  CHECK(only().outcome == outcome::local_error);
  CHECK(pinger.counters().late == 1);
}
