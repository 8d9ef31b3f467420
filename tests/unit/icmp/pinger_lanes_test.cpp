// SPDX-License-Identifier: Apache-2.0
// What leaves in another way than usual: sizes, TTL, and lanes whose port comes and goes.
#include <doctest/doctest.h>

#include <cerrno>

#include "support/echo_log.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using core::outcome;
using test::scripted_port;

namespace {

struct lanes_world : test::scripted_world {
  void begin_by(const icmp::egress& by, std::string_view address = "192.0.2.9") {
    pinger.begin({.target = {.index = 1, .generation = 1},
                  .sequence = begun++,
                  .address = test::ip(address),
                  .timeout = 1s,
                  .by = by});
  }
};

/// A third port must be made before the pinger.
struct extra_world {
  test::virtual_loop loop;
  scripted_port v4{loop, core::family::v4};
  scripted_port extra{loop, core::family::v4};
  test::echo_log log;
  icmp::pinger pinger{loop.clock(), log, &v4, nullptr, {}};
  std::uint64_t begun = 0;

  void begin_by(std::uint16_t lane, core::nanoseconds timeout = 1s) {
    pinger.begin({.target = {.index = 1, .generation = 1},
                  .sequence = begun++,
                  .address = test::ip("192.0.2.9"),
                  .timeout = timeout,
                  .by = {.lane = lane}});
  }
};

}  // namespace

TEST_CASE("each request has its own size, and a reply that is shorter than it is rejected") {
  lanes_world w;
  w.begin_by({.payload_size = 200, .ttl = 9, .traffic_class = 184});
  w.begin_by({});
  w.begin_by({.payload_size = 16});
  w.loop.settle();
  REQUIRE(w.v4.sent.size() == 3);
  CHECK(w.v4.sent[0].packet.size() == 208);
  CHECK(w.v4.sent[1].packet.size() == 64);
  CHECK(w.v4.sent[2].packet.size() == 24);
  scripted_port::request cut = w.v4.sent[0];
  cut.packet.resize(64);
  w.v4.answer(cut, 1ms);
  w.v4.answer(w.v4.sent[1], 1ms);
  w.v4.answer(w.v4.sent[2], 1ms);
  w.loop.run_for(10ms);
  CHECK(w.log.count(outcome::reply) == 2);
  CHECK(w.pinger.counters().rejected[static_cast<std::size_t>(icmp::reject_reason::short_packet)] == 1);
  w.v4.answer(w.v4.sent[0], 20ms);
  w.loop.run_for(100ms);
  CHECK(w.log.count(outcome::reply) == 3);
  CHECK(w.balanced());
}

TEST_CASE("packets of one batch do not touch each other, whatever their sizes") {
  lanes_world w;
  for (const int size : {1'000, 56, 999, 16, 700}) w.begin_by({.payload_size = static_cast<std::uint16_t>(size)});
  w.loop.settle();
  REQUIRE(w.v4.sent.size() == 5);
  for (const auto& request : w.v4.sent) {
    CHECK(test::checksum_of(request.packet) == 0);
    w.v4.answer(request, 1ms);
  }
  w.loop.run_for(10ms);
  CHECK(w.log.count(outcome::reply) == 5);
}

TEST_CASE("a large size by a lane of its own") {
  extra_world w;
  const std::uint16_t lane = w.pinger.add_lane();
  w.pinger.change_lane(lane, &w.extra, 0);
  w.pinger.begin({.target = {},
                  .sequence = 0,
                  .address = test::ip("192.0.2.9"),
                  .timeout = 1s,
                  .by = {.lane = lane, .payload_size = 9'000}});
  w.loop.settle();
  REQUIRE(w.extra.sent.size() == 1);
  CHECK(w.extra.sent[0].packet.size() == 9'008);
  CHECK(w.v4.sent.empty());
  w.extra.answer(w.extra.sent[0], 1ms);
  w.loop.run_for(10ms);
  CHECK(w.log.count(outcome::reply) == 1);
}

TEST_CASE("a lane without a port ends its echoes with its errno, and another port makes it live") {
  extra_world w;
  const std::uint16_t lane = w.pinger.add_lane();
  CHECK(lane == 2);
  w.pinger.change_lane(lane, nullptr, ENODEV);
  w.begin_by(lane);
  w.loop.settle();
  REQUIRE(w.log.ended.size() == 1);
  CHECK(w.log.ended[0].result.outcome == outcome::local_error);
  CHECK(w.log.ended[0].result.errno_value == ENODEV);
  CHECK_FALSE(w.pinger.in_use(lane));
  w.pinger.change_lane(lane, &w.extra, 0);
  w.begin_by(lane);
  CHECK(w.pinger.in_use(lane));
  w.loop.settle();
  REQUIRE(w.extra.sent.size() == 1);
  w.extra.answer(w.extra.sent[0], 1ms);
  w.loop.run_for(10ms);
  CHECK(w.log.count(outcome::reply) == 1);
  CHECK_FALSE(w.pinger.in_use(lane));
}

TEST_CASE("what waited by a port that is taken away is never lost") {
  extra_world w;
  const std::uint16_t lane = w.pinger.add_lane();
  w.pinger.change_lane(lane, &w.extra, 0);
  w.begin_by(lane);
  w.loop.run_for(100ms);
  w.pinger.change_lane(lane, nullptr, ENODEV);
  w.loop.run_for(2s);
  REQUIRE(w.log.ended.size() == 1);
  CHECK(w.log.ended[0].result.outcome == outcome::local_error);
  CHECK(w.log.ended[0].result.errno_value == ECANCELED);
  w.pinger.change_lane(lane, &w.extra, 0);
  w.loop.run_for(1s);
  w.begin_by(lane);
  w.loop.run_for(2s);
  CHECK(w.log.count(outcome::lost) == 1);
}

TEST_CASE("a lane is stopped like any other, and an echo that is withdrawn frees it") {
  extra_world w;
  const std::uint16_t lane = w.pinger.add_lane();
  w.pinger.change_lane(lane, &w.extra, 0);
  for (int count = 0; count < 100; ++count) w.begin_by(lane);
  w.loop.settle();
  CHECK(w.pinger.in_use(lane));
  w.pinger.stop({.index = 1, .generation = 1});
  CHECK_FALSE(w.pinger.in_use(lane));
  CHECK(w.log.count(outcome::stopped) == 100);
}

TEST_CASE("large packets leave a few at a turn, so that the queues below have room") {
  extra_world w;
  const std::uint16_t lane = w.pinger.add_lane();
  w.pinger.change_lane(lane, &w.extra, 0);
  for (int count = 0; count < 20; ++count) {
    w.pinger.begin({.target = {.index = 1, .generation = 1},
                    .sequence = w.begun++,
                    .address = test::ip("192.0.2.9"),
                    .timeout = 1s,
                    .by = {.lane = lane, .payload_size = 65'000}});
  }
  w.loop.clock().turn(w.loop.now());
  CHECK(w.extra.sent.size() <= 4);
  w.loop.run_for(100ms);
  CHECK(w.extra.sent.size() == 20);
}
