// SPDX-License-Identifier: Apache-2.0
#include "icmp/round_trip.hpp"

#include <doctest/doctest.h>

using namespace reachd;
using namespace std::chrono_literals;
using core::stamp_source;
using icmp::clock_reading;
using icmp::measure;

namespace {

const core::wall_time wall{500'000h};
const core::wall_time no_stamp{};

clock_reading reading(core::nanoseconds monotonic, core::nanoseconds step = 0ns) {
  return {.monotonic = core::instant(100h + monotonic), .wall = wall + monotonic + step};
}

}  // namespace

TEST_CASE("both kernel stamps make the RTT, however late it is read") {
  const auto trip = measure(reading(0ms), wall + 20us, reading(900ms), wall + 10'020us);
  CHECK(trip.rtt == 10ms);
  CHECK(trip.sent == wall + 20us);
  CHECK(trip.send_stamp == stamp_source::kernel);
  CHECK(trip.receive_stamp == stamp_source::kernel);
}

TEST_CASE("a user stamp stands in where the kernel gave none") {
  const auto sent_by_user = measure(reading(0ms), no_stamp, reading(900ms), wall + 10ms);
  CHECK(sent_by_user.rtt == 10ms);
  CHECK(sent_by_user.send_stamp == stamp_source::user);
  CHECK(sent_by_user.receive_stamp == stamp_source::kernel);
  const auto received_by_user = measure(reading(0ms), wall + 1ms, reading(11ms), no_stamp);
  CHECK(received_by_user.rtt == 10ms);
  CHECK(received_by_user.send_stamp == stamp_source::kernel);
  CHECK(received_by_user.receive_stamp == stamp_source::user);
  const auto all_by_user = measure(reading(0ms), no_stamp, reading(11ms), no_stamp);
  CHECK(all_by_user.rtt == 11ms);
  CHECK(all_by_user.receive_stamp == stamp_source::user);
}

TEST_CASE("a clock step in either direction falls back to monotonic time") {
  for (const core::nanoseconds step : {core::nanoseconds(24h * 3650), core::nanoseconds(-24h * 3650),
                                       core::nanoseconds(5ms), core::nanoseconds(-5ms)}) {
    CAPTURE(step.count());
    const auto trip = measure(reading(0ms), wall + 20us, reading(12ms, step), wall + step + 10ms);
    CHECK(trip.rtt == 12ms);
    CHECK(trip.is_bound);
    CHECK(trip.sent == wall);
    CHECK(trip.send_stamp == stamp_source::user);
    CHECK(trip.receive_stamp == stamp_source::user);
  }
}

TEST_CASE("slewing is no step") {
  const auto trip = measure(reading(0ms), wall, reading(10s, 5ms), wall + 9s);
  CHECK(trip.rtt == 9s);
  CHECK(trip.receive_stamp == stamp_source::kernel);
}

TEST_CASE("an RTT below zero or longer than what has elapsed by more than a millisecond is not believed") {
  CHECK(measure(reading(0ms), wall + 2ms, reading(10ms), wall + 1ms).rtt == 10ms);
  CHECK(measure(reading(0ms), wall, reading(10ms), wall + 12ms).rtt == 10ms);
  CHECK(measure(reading(0ms), wall, reading(10ms), wall + 10'900us).rtt == 10'900us);
  CHECK(measure(reading(0ms), wall + 2ms, reading(10ms), wall + 2ms).rtt == 0ns);
}

TEST_CASE("a request left when its stamp says, on both scales, as far as monotonic time allows it") {
  const auto left = icmp::left_by_stamp(reading(0ms), wall + 30ms, core::instant(100h + 40ms));
  REQUIRE(left.has_value());
  CHECK(left->wall == wall + 30ms);
  CHECK(left->monotonic == core::instant(100h + 30ms));
  CHECK(icmp::left_by_stamp(reading(0ms), wall, core::instant(100h))->monotonic == core::instant(100h));
  CHECK(icmp::left_by_stamp(reading(0ms), wall + 41ms, core::instant(100h + 40ms)).has_value());
  CHECK_FALSE(icmp::left_by_stamp(reading(0ms), wall + 41ms + 1ns, core::instant(100h + 40ms)).has_value());
  CHECK_FALSE(icmp::left_by_stamp(reading(0ms), wall - 1ns, core::instant(100h + 40ms)).has_value());
  CHECK_FALSE(icmp::left_by_stamp(reading(0ms), no_stamp, core::instant(100h + 40ms)).has_value());
}
