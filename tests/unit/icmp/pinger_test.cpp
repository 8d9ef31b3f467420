// SPDX-License-Identifier: Apache-2.0
// Begin, send, deadline and stop. What is believed of what arrives is in pinger_receive_test.
#include "icmp/pinger.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>

#include "async/frame_count.hpp"
#include "support/echo_log.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using core::outcome;
using test::scripted_port;
using test::scripted_world;

TEST_CASE_FIXTURE(scripted_world, "an answered echo ends once, as reply, with its RTT") {
  v4.on_send = [&](const scripted_port::request& out) { v4.answer(out, 10ms); };
  begin("192.0.2.9", 1s, 17);
  CHECK(v4.sent.empty());
  loop.run_for(5s);
  REQUIRE(log.ended.size() == 1);
  CHECK(log.ended[0].target == core::target_id{.index = 17, .generation = 1});
  CHECK(log.ended[0].sequence == 0);
  CHECK(only().outcome == outcome::reply);
  CHECK(only().rtt == 10ms);
  CHECK(only().sent == v4.wall_at(v4.sent[0].at));
  CHECK(only().sent_at == v4.sent[0].at);
  CHECK(pinger.in_flight() == 0);
}

TEST_CASE_FIXTURE(scripted_world, "both families are probed, each through its own port") {
  v4.on_send = [&](const scripted_port::request& out) { v4.answer(out, 1ms); };
  v6.on_send = [&](const scripted_port::request& out) { v6.answer(out, 2ms); };
  begin("192.0.2.9", 1s);
  begin("2001:db8::9", 1s);
  loop.run_for(1s);
  CHECK(v4.sent.size() == 1);
  CHECK(v6.sent.size() == 1);
  CHECK(log.count(outcome::reply) == 2);
}

TEST_CASE_FIXTURE(scripted_world, "silence is lost at the deadline and not before, with a send stamp and no RTT") {
  send_one("192.0.2.9", 100ms);
  loop.run_for(99ms);
  CHECK(log.ended.empty());
  loop.run_for(2ms);
  REQUIRE(log.ended.size() == 1);
  CHECK(only().outcome == outcome::lost);
  CHECK(only().rtt == 0ns);
  CHECK(only().sent == v4.wall_at(v4.sent[0].at));
  CHECK(only().sent_at == v4.sent[0].at);
  CHECK(only().send_stamp == core::stamp_source::user);
}

TEST_CASE_FIXTURE(scripted_world,
                  "a stall does not become loss: what is in the queue is read before the deadline acts") {
  const auto request = send_one("192.0.2.9", 100ms);
  v4.answer(request, 99ms);
  loop.clock().turn(loop.now() + 30s);
  REQUIRE(log.ended.size() == 1);
  CHECK(only().outcome == outcome::reply);
  CHECK(only().rtt == 99ms);
}

TEST_CASE_FIXTURE(scripted_world, "after a stall the deadline waits until the whole queue was read") {
  std::vector<scripted_port::request> requests;
  for (int count = 0; count < 1000; ++count) begin("192.0.2.9", 100ms);
  loop.settle();
  REQUIRE(v4.sent.size() == 1000);
  for (const auto& request : v4.sent) v4.answer(request, 50ms);
  loop.clock().turn(loop.now() + 1s);
  CHECK(log.ended.size() == 256);  // a turn reads four batches
  CHECK(log.count(outcome::lost) == 0);
  CHECK(loop.clock().next_turn() == loop.now());
  loop.settle();
  CHECK(log.count(outcome::reply) == 1000);
  CHECK(balanced());
}

TEST_CASE_FIXTURE(scripted_world, "many at once leave in portions, between which the replies are read") {
  std::size_t most = 0;
  v4.on_send = [&](const scripted_port::request& out) {
    v4.answer(out, 0ns);
    most = std::max(most, v4.sent.size() - log.ended.size());
  };
  for (int count = 0; count < 1000; ++count) begin("192.0.2.9", 100ms);
  loop.settle();
  CHECK(log.count(outcome::reply) == 1000);
  CHECK(most == 128);
}

TEST_CASE_FIXTURE(scripted_world, "a reply that was late on the wire is lost, even when both are read together") {
  const auto request = send_one("192.0.2.9", 100ms);
  v4.answer(request, 101ms);
  loop.clock().turn(loop.now() + 10s);
  loop.settle();
  REQUIRE(log.ended.size() == 1);
  CHECK(only().outcome == outcome::lost);
  CHECK(pinger.in_flight() == 0);
}

TEST_CASE_FIXTURE(scripted_world, "a request that left late has its whole timeout from then on") {
  const auto request = send_one("192.0.2.9", 100ms);
  v4.stamp(request, 60ms);  // it waited for the neighbour's address
  v4.answer(request, 150ms);
  loop.run_for(1s);
  REQUIRE(log.ended.size() == 1);
  CHECK(only().outcome == outcome::reply);
  CHECK(only().rtt == 90ms);
}

TEST_CASE_FIXTURE(scripted_world, "a request that left late and is not answered is lost one timeout later") {
  const auto request = send_one("192.0.2.9", 100ms);
  v4.stamp(request, 60ms);
  loop.run_for(159ms);
  CHECK(log.ended.empty());
  loop.run_for(2ms);
  CHECK(log.count(outcome::lost) == 1);
}

TEST_CASE_FIXTURE(scripted_world,
                  "a wall clock that jumps ahead does not hold a deadline off for longer than a timeout") {
  const auto request = send_one("192.0.2.9", 100ms);
  v4.wall_step = 1h;
  v4.stamp(request, 1us);
  loop.run_for(101ms);
  CHECK(log.count(outcome::lost) == 1);
}

TEST_CASE_FIXTURE(scripted_world, "an echo that cannot be sent ends at once as local error with its errno") {
  for (const int problem : {EPERM, ENETUNREACH, EHOSTUNREACH, EACCES, EINVAL, EMSGSIZE}) {
    v4.errors = {problem};
    log.ended.clear();
    begin("192.0.2.9", 1s);
    loop.settle();
    REQUIRE(log.ended.size() == 1);
    CHECK(only().outcome == outcome::local_error);
    CHECK(only().errno_value == problem);
    CHECK(only().sent == core::wall_time{});
    CHECK(only().sent_at == core::instant{});
    CHECK(only().send_stamp == core::stamp_source::none);
  }
  CHECK(v4.sent.empty());
  CHECK(pinger.in_flight() == 0);
}

TEST_CASE_FIXTURE(scripted_world, "full queues are tried once more in a later turn, and the timeout runs from then") {
  v4.on_send = [&](const scripted_port::request& out) { v4.answer(out, 5ms); };
  v4.errors = {ENOBUFS};
  begin("192.0.2.9", 1s);
  loop.settle();
  CHECK(log.ended.empty());
  CHECK(v4.sent.empty());
  loop.run_for(10ms);
  REQUIRE(log.ended.size() == 1);
  CHECK(only().outcome == outcome::reply);
  CHECK(only().rtt == 5ms);
}

TEST_CASE_FIXTURE(scripted_world, "queues that stay full are a local error after the second try") {
  v4.errors = {ENOBUFS, EAGAIN, 0};
  begin("192.0.2.9", 1s);
  loop.run_for(10ms);
  REQUIRE(log.ended.size() == 1);
  CHECK(only().outcome == outcome::local_error);
  CHECK(only().errno_value == EAGAIN);
  CHECK(v4.errors.size() == 1);
  CHECK(pinger.in_flight() == 0);
}

TEST_CASE_FIXTURE(scripted_world, "one failed send of a batch does not touch the others") {
  v4.errors = {0, EPERM, 0};
  for (int count = 0; count < 3; ++count) begin("192.0.2.9", 1s);
  loop.settle();
  CHECK(v4.sent.size() == 2);
  REQUIRE(log.ended.size() == 1);
  CHECK(log.ended[0].sequence == 1);
  CHECK(balanced());
}

TEST_CASE("a family without a socket is a local error, EAFNOSUPPORT") {
  test::virtual_loop loop;
  test::echo_log log;
  icmp::pinger pinger(loop.clock(), log, nullptr, nullptr, {});
  pinger.begin({.target = {}, .sequence = 1, .address = test::ip("::1"), .timeout = 1s});
  CHECK(log.ended.empty());
  loop.settle();
  REQUIRE(log.ended.size() == 1);
  CHECK(log.ended[0].result.outcome == outcome::local_error);
  CHECK(log.ended[0].result.errno_value == EAFNOSUPPORT);
}

TEST_CASE_FIXTURE(scripted_world, "stopping a target ends its echoes, queued and in flight, and nobody else's") {
  begin("192.0.2.9", 1s, 1);
  begin("192.0.2.8", 1s, 2);
  loop.settle();
  begin("192.0.2.9", 1s, 1);
  pinger.stop({.index = 1, .generation = 1});
  CHECK(log.count(outcome::stopped) == 2);
  CHECK(pinger.in_flight() == 1);
  loop.settle();
  CHECK(v4.sent.size() == 2);  // the queued one never left
  v4.answer(v4.sent[0], 1ms);
  v4.answer(v4.sent[1], 1ms);
  loop.run_for(2s);
  CHECK(log.ended.size() == 3);
  CHECK(log.count(outcome::reply) == 1);
  CHECK(pinger.counters().of(icmp::reject_reason::stale) == 1);
  CHECK(balanced());
}

TEST_CASE_FIXTURE(scripted_world, "stopping an older generation of a target leaves the present one alone") {
  begin("192.0.2.9", 1s, 1);
  loop.settle();
  pinger.stop({.index = 1, .generation = 0});
  CHECK(pinger.in_flight() == 1);
  pinger.stop_all();
}

TEST_CASE_FIXTURE(scripted_world, "stop_all ends everything as stopped and leaves no timer behind") {
  for (std::uint32_t target = 0; target < 600; ++target) begin("192.0.2.9", 1s, target);
  loop.settle();
  for (std::uint32_t target = 0; target < 10; ++target) begin("2001:db8::9", 1s, target);
  pinger.stop_all();
  CHECK(log.count(outcome::stopped) == 610);
  CHECK(pinger.in_flight() == 0);
  loop.settle();
  CHECK(loop.clock().next_turn() == core::never);
  CHECK(v6.sent.empty());
}

TEST_CASE("a sink may begin and stop echoes while one ends") {
  struct chain final : icmp::echo_sink {
    icmp::pinger* pinger = nullptr;
    int ended = 0;
    void echo_sent(core::target_id, core::instant) override {}
    bool echo_late(core::target_id, std::uint64_t, core::nanoseconds) override { return true; }
    bool echo_duplicate(core::target_id, std::uint64_t) override { return true; }
    void echo_ended(core::target_id target, std::uint64_t sequence, const core::probe_result&) override {
      ++ended;
      if (sequence == 0) pinger->stop({.index = target.index + 1, .generation = 0});
      if (sequence < 3) {
        pinger->begin({.target = target, .sequence = sequence + 1, .address = test::ip("192.0.2.9"), .timeout = 1s});
      }
    }
  };
  test::virtual_loop loop;
  scripted_port v4(loop, core::family::v4);
  chain sink;
  icmp::pinger pinger(loop.clock(), sink, &v4, nullptr, {});
  sink.pinger = &pinger;
  v4.errors = {EPERM, 0, EPERM, EPERM, EPERM, EPERM};
  pinger.begin({.target = {.index = 0}, .sequence = 0, .address = test::ip("192.0.2.9"), .timeout = 1s});
  pinger.begin({.target = {.index = 1}, .sequence = 3, .address = test::ip("192.0.2.9"), .timeout = 1s});
  loop.run_for(1s);
  CHECK(sink.ended == 5);
  CHECK(pinger.in_flight() == 0);
}

TEST_CASE_FIXTURE(scripted_world,
                  "seventy thousand at once, more than there are ICMP sequences, all find their reply") {
  v4.on_send = [&](const scripted_port::request& out) { v4.answer(out, 500ms); };
  for (std::uint32_t target = 0; target < 70'000; ++target) {
    pinger.begin({.target = {.index = target, .generation = 1},
                  .sequence = target,
                  .address = core::address(in_addr{.s_addr = htonl(0x0a000000 + target)}),
                  .timeout = 1s});
  }
  begun = 70'000;
  loop.settle();
  CHECK(pinger.in_flight() == 70'000);
  CHECK(v4.sent.size() == 70'000);
  loop.run_for(2s);
  CHECK(log.ended.size() == 70'000);
  CHECK(log.count(outcome::reply) == 70'000);
  bool each_its_own = true;
  for (const auto& entry : log.ended) each_its_own = each_its_own && entry.target.index == entry.sequence;
  CHECK(each_its_own);
}

TEST_CASE_FIXTURE(scripted_world, "slots are used again and again without mixing up their echoes") {
  v4.on_send = [&](const scripted_port::request& out) {
    if (v4.sent.size() % 3 != 0) v4.answer(out, 7ms);
  };
  for (int round = 0; round < 2000; ++round) {
    begin("192.0.2.9", 20ms);
    loop.run_for(1ms);
    REQUIRE(balanced());
  }
  loop.run_for(1s);
  CHECK(log.ended.size() == 2000);
  CHECK(log.count(outcome::lost) == 2000 / 3);
  CHECK(async::live_frames() == 0);
}
