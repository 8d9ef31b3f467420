// SPDX-License-Identifier: Apache-2.0
// What the pinger believes of what arrives: replies, errors, forgeries.
#include <doctest/doctest.h>

#include <cerrno>
#include <random>

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

TEST_CASE_FIXTURE(listening_world, "a reply from another address is not believed, the true one still is") {
  const auto request = send_one();
  CHECK(rejected(reject_reason::source, ip("192.0.2.10"), v4.reply_to(request)) == 1);
  v4.answer(request, 20ms);
  loop.run_for(1s);
  CHECK(only().outcome == outcome::reply);
  CHECK(only().rtt == 20ms);
}

TEST_CASE_FIXTURE(listening_world, "a reply's TTL is its IP header's, or what the kernel tells where there is none") {
  v4.told_ttl = v6.told_ttl = 57;
  v4.answer(send_one(), 10ms);
  v6.answer(send_one("2001:db8::9"), 11ms);
  loop.run_for(20ms);
  v4.with_ip_header = false;
  v4.answer(send_one(), 10ms);
  loop.run_for(20ms);
  v4.told_ttl = 0;
  v4.answer(send_one(), 10ms);
  send_one("192.0.2.9", 20ms);
  loop.run_for(50ms);
  std::vector<int> ttls;
  for (const auto& entry : log.ended) ttls.push_back(entry.result.ttl);
  CHECK(ttls == std::vector<int>{64, 57, 57, 0, 0});
}

TEST_CASE_FIXTURE(listening_world,
                  "a wrong checksum, a code, a cut and an inverted payload are each rejected for what they are") {
  const auto request = send_one();
  const core::address source = request.destination;
  bytes damaged = v4.reply_to(request);
  damaged[40] ^= std::byte{4};
  CHECK(rejected(reject_reason::checksum, source, damaged) == 1);
  const auto sequence = scripted_port::sequence_of(request);
  const bytes payload = scripted_port::payload_of(request);
  const auto ident = scripted_port::own_ident;
  CHECK(rejected(reject_reason::code, source, test::echo(0, ident, sequence, payload, 7)) == 1);
  CHECK(rejected(reject_reason::short_packet, source, test::echo(0, ident, sequence, {})) == 1);
  bytes cut = payload;
  cut.pop_back();
  CHECK(rejected(reject_reason::short_packet, source, test::echo(0, ident, sequence, cut)) == 1);
  bytes inverted = payload;
  for (std::byte& byte : inverted) byte = ~byte;
  CHECK(rejected(reject_reason::token, source, test::echo(0, ident, sequence, inverted)) == 1);
  CHECK(rejected_in_all() == 5);
  loop.run_for(2s);
  CHECK(log.count(outcome::lost) == 1);
}

TEST_CASE_FIXTURE(listening_world,
                  "a million guesses would do no better than a thousand: none is believed, all are counted") {
  const auto request = send_one();
  std::mt19937_64 random(7);
  for (int count = 0; count < 1000; ++count) {
    bytes payload = scripted_port::payload_of(request);
    wire::store_u64(payload, 0, random());
    v4.deliver(loop.now(), request.destination, test::echo(0, scripted_port::own_ident, 0, payload));
  }
  loop.run_for(10ms);
  CHECK(log.ended.empty());
  CHECK(pinger.counters().of(reject_reason::token) == 1000);
}

TEST_CASE_FIXTURE(listening_world,
                  "a guess at the reply to the next probe is not believed before or after it is sent") {
  const auto request = send_one();
  bytes payload = scripted_port::payload_of(request);
  const auto identity = wire::load_identity(payload).value();
  wire::store_identity(payload, {.token = identity.token, .slot = identity.slot + 1, .generation = 1});
  const auto guess = test::echo(0, scripted_port::own_ident, 1, payload);
  CHECK(rejected(reject_reason::token, request.destination, guess) == 1);
  send_one();
  CHECK(rejected(reject_reason::token, request.destination, guess) == 1);
}

TEST_CASE_FIXTURE(listening_world, "others' replies and messages that are none are ignored, not counted") {
  const auto request = send_one();
  const auto source = request.destination;
  v4.deliver(loop.now(), source, test::echo(0, 0x1111, 0, scripted_port::payload_of(request)));
  v4.deliver(loop.now(), source, test::echo(8, scripted_port::own_ident, 0, scripted_port::payload_of(request)));
  v4.deliver(loop.now(), source, test::icmp(5, 1, bytes(4), quote_of(request)));
  auto of_another = request;
  of_another.packet[4] ^= std::byte{1};  // its ident, in a quote that holds no token
  v4.deliver(loop.now(), source, test::icmp(3, 1, bytes(4), quote_of(of_another, 8)));
  v4.deliver(loop.now(), source, test::icmp(3, 3, bytes(4), test::ipv4(source, source, test::counting(30), {}, 17)));
  loop.run_for(5ms);
  CHECK(log.ended.empty());
  CHECK(rejected_in_all() == 0);
}

TEST_CASE_FIXTURE(listening_world, "a link-local reply with its scope is believed, from another link it is not") {
  const auto request = send_one("fe80::1%1");
  CHECK(rejected(reject_reason::source, ip("fe80::1%2"), v6.reply_to(request)) == 1);
  v6.answer(request, 10ms);
  loop.run_for(1s);
  CHECK(log.count(outcome::reply) == 1);
}

TEST_CASE_FIXTURE(listening_world,
                  "an ICMP error only marks: at the deadline the echo is unreachable, with its cause") {
  const auto request = send_one("192.0.2.9", 100ms);
  v4.deliver(loop.now() + 5ms, ip("192.0.2.254"), test::icmp(3, 13, bytes(4), quote_of(request)));
  loop.run_for(99ms);
  CHECK(log.ended.empty());
  loop.run_for(2ms);
  REQUIRE(log.ended.size() == 1);
  CHECK(only().outcome == outcome::unreachable);
  CHECK(only().cause.type == 3);
  CHECK(only().cause.code == 13);
  CHECK(only().cause.sender == ip("192.0.2.254"));
}

TEST_CASE_FIXTURE(listening_world, "a true reply after an ICMP error wins") {
  const auto request = send_one("192.0.2.9", 100ms);
  v4.deliver(loop.now() + 5ms, ip("192.0.2.254"), test::icmp(3, 1, bytes(4), quote_of(request)));
  v4.answer(request, 90ms);
  loop.run_for(1s);
  REQUIRE(log.ended.size() == 1);
  CHECK(only().outcome == outcome::reply);
}

TEST_CASE_FIXTURE(listening_world, "an IPv6 error marks its echo, and a quote of eight ICMP bytes is enough") {
  const auto request = send_one("2001:db8::9", 100ms);
  v6.deliver(loop.now() + 5ms, ip("2001:db8::fe"), test::icmp(1, 3, bytes(4), quote_of(request, 8)));
  loop.run_for(1s);
  REQUIRE(log.ended.size() == 1);
  CHECK(only().outcome == outcome::unreachable);
  CHECK(only().cause.type == 1);
  CHECK(only().cause.sender == ip("2001:db8::fe"));
}

TEST_CASE_FIXTURE(listening_world, "an error with a wrong token, destination or sequence marks nothing") {
  const auto request = send_one("192.0.2.9", 100ms);
  auto forged = request;
  forged.packet[8] ^= std::byte{1};
  auto elsewhere = request;
  elsewhere.destination = ip("192.0.2.10");
  auto other_sequence = request;
  other_sequence.packet[7] ^= std::byte{1};
  const core::address router = ip("192.0.2.254");
  const auto about = [&](const scripted_port::request& what, std::size_t quoted) {
    return rejected(reject_reason::icmp_error, router, test::icmp(3, 1, bytes(4), quote_of(what, quoted)));
  };
  CHECK(about(forged, 64) == 1);
  CHECK(about(elsewhere, 64) == 1);
  CHECK(about(elsewhere, 8) == 1);
  CHECK(about(other_sequence, 8) == 1);
  bytes lying = quote_of(request, 8);
  lying[0] = std::byte{0x4f};
  CHECK(rejected(reject_reason::icmp_error, router, test::icmp(3, 1, bytes(4), lying)) == 1);
  bytes damaged = test::icmp(3, 1, bytes(4), quote_of(request));
  damaged[6] ^= std::byte{1};
  CHECK(rejected(reject_reason::checksum, router, damaged) == 1);
  loop.run_for(1s);
  CHECK(log.count(outcome::lost) == 1);
}

TEST_CASE_FIXTURE(listening_world, "a neighbour that does not answer is told by our own address and is unreachable") {
  const auto request = send_one("192.0.2.9", 4s);
  v4.deliver(loop.now() + 3s, ip("192.0.2.1"), test::icmp(3, 1, bytes(4), quote_of(request)));
  loop.run_for(5s);
  CHECK(only().outcome == outcome::unreachable);
  CHECK(only().cause.sender == ip("192.0.2.1"));
}

TEST_CASE_FIXTURE(listening_world, "a ping socket's errors come through the error queue and mark all the same") {
  v4.with_ip_header = false;
  const auto request = send_one("192.0.2.9", 100ms);
  auto forged = request;
  forged.packet[8] ^= std::byte{1};
  v4.tell_error(loop.now(), forged, {.type = 3, .code = 0, .sender = ip("192.0.2.253")});
  v4.tell_error(loop.now() + 2ms, request, {.type = 3, .code = 1, .sender = ip("192.0.2.254")});
  loop.run_for(1s);
  CHECK(only().outcome == outcome::unreachable);
  CHECK(only().cause.code == 1);
  CHECK(pinger.counters().of(reject_reason::icmp_error) == 1);
}

TEST_CASE_FIXTURE(listening_world, "random bytes of any kind end nothing and crash nothing") {
  const auto request = send_one("192.0.2.9", 10s);
  const auto request6 = send_one("2001:db8::9", 10s);
  std::mt19937 random(11);
  for (int count = 0; count < 20'000; ++count) {
    scripted_port& port = count % 2 == 0 ? v4 : v6;
    const auto& about = count % 2 == 0 ? request : request6;
    bytes message = count % 4 < 2 ? port.reply_to(about) : test::icmp(3, 1, bytes(4), quote_of(about));
    // The kernel has verified a v6 checksum: there, only damage to the identity is for us to see.
    message[count % 2 == 0 ? random() % 24 : 8 + random() % 16] ^= static_cast<std::byte>(1 + random() % 255);
    message.resize(random() % (message.size() + 1));
    port.deliver(loop.now(), about.destination, message);
    if (count % 100 == 0) loop.run_for(1ms);
  }
  loop.run_for(1ms);
  CHECK(log.ended.empty());
  CHECK(balanced());
}
