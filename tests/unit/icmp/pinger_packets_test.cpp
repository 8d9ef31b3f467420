// SPDX-License-Identifier: Apache-2.0
// The books of the pinger: whatever the socket's filter lets through is in one of them, once.
#include <doctest/doctest.h>

#include <random>

#include "support/filtered_pair.hpp"
#include "support/listening_world.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using icmp::reject_reason;
using test::bytes;
using test::ip;
using test::listening_world;
using test::scripted_port;

TEST_CASE("every packet that passes the socket's filter is counted once, whatever it is") {
  listening_world world;
  test::filtered_pair v4(core::family::v4, scripted_port::own_ident), v6(core::family::v6, scripted_port::own_ident);
  std::mt19937 random(5);
  const auto below = [&](std::size_t end) { return static_cast<std::size_t>(random()) % end; };
  std::uint64_t passed = 0;
  const auto deliver = [&](const scripted_port::request& about, bytes message, std::size_t least) {
    const bool is_v4 = about.destination.family() == core::family::v4;
    for (auto count = below(4); count > 0; --count) message[below(message.size())] = static_cast<std::byte>(random());
    message.resize(std::max(least, message.size() - (below(3) == 0 ? below(message.size()) : 0)));
    const int type = std::to_integer<int>(message[0]);
    if (is_v4 && below(8) != 0) {
      message[2] = message[3] = std::byte{0};
      const std::uint16_t sum = test::checksum_of(message);
      message[2] = static_cast<std::byte>(sum >> 8), message[3] = static_cast<std::byte>(sum & 0xff);
    }
    // The kernel's filter by type: a v4 one blocks nothing beyond 31.
    const bool of_a_type = is_v4 ? type == 0 || type == 3 || type == 11 || type == 12 || type > 31
                                 : type == 129 || (type >= 1 && type <= 4);
    const bytes packet = is_v4 ? test::ipv4(about.destination, ip("192.0.2.1"), message) : message;
    const bool passes = of_a_type && (is_v4 ? v4 : v6).passes(packet);
    passed += passes ? 1 : 0;
    if (passes) (is_v4 ? world.v4 : world.v6).deliver(world.loop.now(), about.destination, message);
  };
  for (int round = 0; round < 400; ++round) {
    const auto request = world.send_one(round % 2 == 0 ? "192.0.2.9" : "2001:db8::9", 20ms);
    const bool is_v4 = round % 2 == 0;
    for (int count = 0; count < 50; ++count) {
      const bytes reply = (is_v4 ? world.v4 : world.v6).reply_to(request);
      const bytes error = test::icmp(is_v4 ? 3 : 1, 1, bytes(4), world.quote_of(request, below(2) == 0 ? 64 : 8));
      deliver(request, below(2) == 0 ? reply : error, 1);
      if (below(10) == 0) world.loop.run_for(10ms);
    }
  }
  world.loop.run_for(1s);
  const icmp::counters& counted = world.pinger.counters();
  CHECK(passed > 10'000);
  CHECK(counted.packets() == passed);
  for (const std::uint64_t kind : {counted.believed(), counted.late, counted.duplicate, counted.errors_believed}) {
    CHECK(kind > 20);
  }
  for (const auto reason : {reject_reason::checksum, reject_reason::code, reject_reason::short_packet,
                            reject_reason::token, reject_reason::icmp_error}) {
    CHECK(counted.of(reason) > 20);
  }
}
