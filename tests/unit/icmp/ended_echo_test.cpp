// SPDX-License-Identifier: Apache-2.0
#include "icmp/ended_echo.hpp"

#include <doctest/doctest.h>

#include "support/packets.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using icmp::clock_reading;
using icmp::ended_echo;
using test::ip;

namespace {

const core::instant start{1000h};
const core::wall_time wall{500'000h};

clock_reading reading(core::nanoseconds after) { return {.monotonic = start + after, .wall = wall + after}; }

struct one_slot {
  icmp::in_flight_slot slot;
  one_slot() {
    slot.target = {.index = 7, .generation = 3};
    slot.sequence = 123'456'789'012;
    slot.index = 70'001;
    slot.generation = 0x8000'0001;
    slot.address = ip("192.0.2.9");
    slot.timeout = 250ms;
    slot.sent = reading(0ns);
  }
  ended_echo ended(core::nanoseconds after = 1s) { return {slot, false, start + after}; }
};

}  // namespace

TEST_CASE_FIXTURE(one_slot, "what makes its token is kept") {
  const ended_echo kept = ended();
  CHECK(kept.target() == slot.target);
  CHECK(kept.sequence() == slot.sequence);
  CHECK(kept.ref().index == slot.index);
  CHECK(kept.ref().generation == slot.generation);
}

TEST_CASE_FIXTURE(one_slot, "it is kept for its timeout and ten more, or 60 s more") {
  CHECK(ended().keep() == 2750ms);
  CHECK(ended().until() == start + 2750ms);
  slot.timeout = 1ms + 1ns;
  CHECK(ended().keep() == 22ms);
  slot.timeout = 6s;
  CHECK(ended().keep() == 66s);
  slot.timeout = 60s;
  CHECK(ended().keep() == 120s);
  slot.timeout = 3h;
  CHECK(ended().keep() == 125'535ms);
}

TEST_CASE_FIXTURE(one_slot, "the first reply is the first once, and none is when one was seen in flight") {
  ended_echo kept = ended();
  CHECK_FALSE(kept.answered());
  CHECK(kept.answer());
  CHECK_FALSE(kept.answer());
  CHECK(kept.answered());
  CHECK_FALSE(ended_echo(slot, true, start).answer());
}

TEST_CASE_FIXTURE(one_slot, "the round trip is that of the kernel's stamps, or of one of them, or of the readings") {
  const ended_echo by_user = ended();
  CHECK(by_user.round_trip_of(reading(900ms), wall + 800ms) == 800ms);
  CHECK(by_user.round_trip_of(reading(900ms), {}) == 900ms);
  slot.kernel_sent = wall + 100ms;
  const ended_echo by_kernel = ended();
  CHECK(by_kernel.round_trip_of(reading(900ms), wall + 800ms) == 700ms);
  CHECK(by_kernel.until() == start + 100ms + 2750ms);
}

TEST_CASE_FIXTURE(one_slot, "a send stamp that cannot be is left out, and a clock step makes the RTT monotonic") {
  for (const core::wall_time stamp : {wall - 1ms, wall + 1s + 2ms, wall + 3650 * 24h}) {
    slot.kernel_sent = stamp;
    CHECK(ended().round_trip_of(reading(900ms), wall + 800ms) == 800ms);
    CHECK(ended().until() == start + 2750ms);
  }
  slot.kernel_sent = wall + 100ms;
  const clock_reading stepped{.monotonic = start + 900ms, .wall = wall + 900ms - 10h};
  CHECK(ended().round_trip_of(stepped, wall + 800ms - 10h) == 800ms);
}

TEST_CASE_FIXTURE(one_slot, "a stamp that comes later moves when it left, never until when it is kept") {
  ended_echo kept = ended();
  kept.stamp(wall + 1'000'100us, start + 1001ms);
  CHECK(kept.round_trip_of(reading(1100ms), wall + 1100ms) == 99'900us);
  CHECK(kept.keep() == 1749ms);
  CHECK(kept.until() == start + 2749ms + 100us);
  kept.stamp(wall + 1050ms, start + 1060ms);  // the first one holds
  CHECK(kept.round_trip_of(reading(1100ms), wall + 1100ms) == 99'900us);
  ended_echo odd = ended();
  odd.stamp(wall - 1s, start + 1s);
  odd.stamp(wall + 10h, start + 1s);
  CHECK(odd.keep() == 2750ms);
  odd.stamp(wall + 5s, start + 5s);
  CHECK(odd.keep() == 0ns);
}

TEST_CASE_FIXTURE(one_slot, "an address is known again, of either family and with its scope where that counts") {
  const auto went_to = [&](std::string_view asked, std::string_view source) {
    slot.address = ip(asked);
    return ended().went_to(ip(source));
  };
  CHECK(went_to("192.0.2.9", "192.0.2.9"));
  CHECK_FALSE(went_to("192.0.2.9", "192.0.2.10"));
  CHECK_FALSE(went_to("192.0.2.9", "c000:209::"));
  CHECK(went_to("2001:db8::9", "2001:db8::9"));
  CHECK(went_to("2001:db8::9%1", "2001:db8::9"));
  CHECK(went_to("fe80::1%1", "fe80::1%1"));
  CHECK_FALSE(went_to("fe80::1%1", "fe80::1%2"));
  int alike = 0;
  for (std::uint32_t host = 0; host < 65'536; ++host) {
    slot.address = core::address(in_addr{.s_addr = htonl(0x0a00'0000 + host)});
    alike += ended().went_to(core::address(in_addr{.s_addr = htonl(0x0a00'0000 + (host ^ 1))})) ? 1 : 0;
  }
  CHECK(alike == 0);
}
