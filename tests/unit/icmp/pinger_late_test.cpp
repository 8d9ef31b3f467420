// SPDX-License-Identifier: Apache-2.0
// True replies that end nothing: late ones and duplicates, told apart from what nobody should believe.
#include <doctest/doctest.h>

#include "async/scope.hpp"
#include "icmp/echo.hpp"
#include "support/listening_world.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using core::outcome;
using icmp::reject_reason;
using test::bytes;
using test::ip;
using test::listening_world;
using test::scripted_port;

namespace {

struct late_world : listening_world {
  using extra = test::echo_log::extra_reply;
  std::vector<extra> late_then_duplicates(core::nanoseconds rtt, std::uint64_t sequence, int duplicates) {
    std::vector<extra> all{{sequence, rtt}};
    all.insert(all.end(), static_cast<std::size_t>(duplicates), extra{sequence, {}});
    return all;
  }
  /// A reply that is too late by half a millisecond by its stamps, and read before the deadline acts.
  void answer_late_in_flight(const scripted_port::request& request, core::nanoseconds timeout) {
    v4.deliver(request.at + timeout - 100us, request.destination, v4.reply_to(request),
               v4.wall_at(request.at) + timeout + 500us);
  }
  std::uint64_t stale() const { return pinger.counters().of(reject_reason::stale); }
  /// All that was delivered is counted once.
  void check_packets(std::uint64_t delivered) {
    CHECK(pinger.counters().packets() == delivered);
    CHECK(balanced());
  }
};

async::task<void> echo_once(icmp::pinger& through, core::address to, core::probe_result& into) {
  const core::nanoseconds timeout = 50ms;
  const auto result = co_await through.echo(to, timeout);
  into = result;
}

}  // namespace

TEST_CASE_FIXTURE(late_world, "replies after the first one are duplicates, and the probe ends once") {
  const auto request = send_one("192.0.2.9", 50ms);
  for (int count = 0; count < 3; ++count) v4.answer(request, 10ms + count * 100us);
  v4.answer(request, 500ms);  // long after its deadline, and still not the first
  loop.run_for(1s);
  CHECK(log.count(outcome::reply) == 1);
  CHECK(log.extra == std::vector<extra>{{0, 0ns}, {0, 0ns}, {0, 0ns}});
  CHECK(pinger.counters().duplicate == 3);
  check_packets(4);
}

TEST_CASE_FIXTURE(late_world, "a reply after a lost probe's end is late, with its RTT, and the next is a duplicate") {
  const auto request = send_one("192.0.2.9", 50ms);
  v4.answer(request, 70ms);
  v4.answer(request, 80ms);
  v4.answer(request, 400ms);
  loop.run_for(1s);
  CHECK(log.count(outcome::lost) == 1);
  CHECK(log.extra == late_then_duplicates(70ms, 0, 2));
  CHECK(pinger.counters().late == 1);
  CHECK(pinger.counters().duplicate == 2);
  check_packets(3);
}

TEST_CASE_FIXTURE(late_world, "late by the stamps is late while in flight, once, and the probe ends at its deadline") {
  const auto request = send_one("192.0.2.9", 100ms);
  v4.stamp(request, 60ms);  // it left late, so that the deadline is at 160 ms
  v4.answer(request, 161ms);
  v4.answer(request, 162ms);
  loop.clock().turn(loop.now() + 10s);
  CHECK(log.extra == late_then_duplicates(101ms, 0, 1));
  loop.settle();
  CHECK(log.count(outcome::lost) == 1);
  check_packets(2);
  log.extra.clear();
  const auto again = send_one("192.0.2.9", 100ms);
  answer_late_in_flight(again, 100ms);
  v4.answer(again, 200ms);  // after the end, but not the first
  loop.run_until(again.at + 99'950us);
  CHECK(log.extra == late_then_duplicates(100'500us, 1, 0));
  CHECK(pinger.in_flight() == 1);
  loop.run_for(1s);
  CHECK(log.count(outcome::lost) == 2);
  CHECK(log.extra == late_then_duplicates(100'500us, 1, 1));
  check_packets(4);
}

TEST_CASE_FIXTURE(late_world, "a reply in time that is read after a late one still wins") {
  const auto request = send_one("192.0.2.9", 100ms);
  v4.deliver(loop.now(), request.destination, v4.reply_to(request), v4.wall_at(loop.now()) + 101ms);
  v4.deliver(loop.now(), request.destination, v4.reply_to(request), v4.wall_at(loop.now()) + 50ms);
  loop.clock().turn(loop.now() + 1s);
  loop.settle();
  REQUIRE(log.ended.size() == 1);
  CHECK(only().outcome == outcome::reply);
  CHECK(only().rtt == 50ms);
  CHECK(log.extra == late_then_duplicates(101ms, 0, 0));
  check_packets(2);
}

TEST_CASE_FIXTURE(late_world, "a probe that ended as unreachable or as a local error has late replies too") {
  const auto unreachable = send_one("192.0.2.9", 50ms);
  v4.deliver(loop.now() + 5ms, ip("192.0.2.254"), test::icmp(3, 1, bytes(4), quote_of(unreachable)));
  v4.answer(unreachable, 60ms);
  loop.run_for(100ms);
  const auto blind = send_one("192.0.2.9", 50ms);
  loop.run_for(1ms);
  v4.dropped.overflow = 1;
  v4.answer(blind, 60ms);
  loop.run_for(100ms);
  CHECK(log.count(outcome::unreachable) == 1);
  CHECK(log.count(outcome::local_error) == 1);
  CHECK(log.extra == std::vector<extra>{{0, 60ms}, {1, 60ms}});
  CHECK(pinger.counters().errors_believed == 1);
  check_packets(3);
}

TEST_CASE_FIXTURE(late_world, "an echo is remembered for ten timeouts after its deadline, to the nanosecond") {
  for (const auto& [rtt, known] : {std::pair(550ms + 0ns, true), std::pair(550ms + 1ns, false)}) {
    log.extra.clear();
    const auto silent = send_one("192.0.2.9", 50ms);
    v4.answer(silent, rtt);
    loop.run_for(2s);
    CHECK(log.extra.size() == (known ? 1 : 0));
    const auto answered = send_one("192.0.2.9", 50ms);
    v4.answer(answered, 1ms);
    v4.answer(answered, rtt);
    loop.run_for(2s);
    CHECK(log.extra.size() == (known ? 2 : 0));
  }
  CHECK(stale() == 2);
  check_packets(6);
}

TEST_CASE_FIXTURE(late_world, "and for at most 60 s after it") {
  for (const auto& [rtt, known] : {std::pair(70s + 0ns, true), std::pair(70s + 1ns, false)}) {
    v4.answer(send_one("192.0.2.9", 10s), rtt);
    loop.run_for(100s);
    CHECK(pinger.counters().late == 1);
    CHECK(stale() == (known ? 0 : 1));
  }
}

TEST_CASE_FIXTURE(late_world, "a reply that is replayed is a duplicate while its echo is remembered, then stale") {
  const auto request = send_one("192.0.2.9", 100ms);
  v4.answer(request, 1ms);
  for (int count = 1; count <= 100; ++count) v4.answer(request, count * 20ms);
  loop.run_for(5s);
  CHECK(log.count(outcome::reply) == 1);
  CHECK(pinger.counters().duplicate == 55);
  CHECK(stale() == 45);
  check_packets(101);
}

TEST_CASE_FIXTURE(late_world,
                  "what waited in the queue through a stall is told by its stamps, not by when it is read") {
  const auto answered = send_one("192.0.2.9", 50ms);
  const auto silent = send_one("192.0.2.9", 50ms);
  for (int count = 0; count < 3; ++count) v4.answer(answered, 10ms + count * 100us);
  for (int count = 0; count < 3; ++count) v4.answer(silent, 60ms + count * 100us);
  v4.answer(answered, 10s);
  loop.clock().turn(loop.now() + 1h);
  loop.settle();
  CHECK(log.count(outcome::reply) == 1);
  CHECK(log.count(outcome::lost) == 1);
  CHECK(log.extra == std::vector<extra>{{0, 0ns}, {0, 0ns}, {1, 60ms}, {1, 0ns}, {1, 0ns}});
  CHECK(stale() == 1);
  check_packets(7);
}

TEST_CASE_FIXTURE(late_world, "replies to echoes that were stopped, and of targets that are gone, are stale") {
  const auto stopped = send_one("192.0.2.9", 50ms);
  const auto late_and_stopped = send_one("192.0.2.9", 50ms);
  answer_late_in_flight(late_and_stopped, 50ms);
  loop.run_for(49'950us);
  CHECK(pinger.counters().late == 1);
  pinger.stop_all();
  v4.answer(stopped, 70ms);
  v4.answer(late_and_stopped, 70ms);
  loop.run_for(1s);
  CHECK(log.count(outcome::stopped) == 2);
  CHECK(stale() == 2);
  const auto silent = send_one("192.0.2.9", 50ms);
  const auto answered = send_one("192.0.2.9", 50ms);
  v4.answer(answered, 10ms);
  loop.run_for(60ms);
  log.targets_are_gone = true;
  v4.answer(silent, 70ms);
  v4.answer(answered, 70ms);
  loop.run_for(1s);
  CHECK(stale() == 4);
  CHECK(pinger.counters().late == 1);
  CHECK(pinger.counters().duplicate == 0);
  check_packets(6);
}

TEST_CASE_FIXTURE(late_world, "an echo that is awaited has no late replies: they are stale") {
  core::probe_result result;
  async::scope scope(loop.clock().ready());
  scope.spawn(echo_once(pinger, ip("192.0.2.9"), result));
  loop.settle();
  const auto request = v4.sent.at(0);
  answer_late_in_flight(request, 50ms);
  v4.answer(request, 60ms);
  loop.run_for(1s);
  CHECK(scope.empty());
  CHECK(result.outcome == outcome::lost);
  CHECK(log.extra.empty());
  CHECK(stale() == 2);
}

TEST_CASE_FIXTURE(late_world, "what is wrong with a reply is said after the end of its echo as before it") {
  const auto request = send_one("192.0.2.9", 50ms);
  const auto other = send_one("192.0.2.8", 50ms);
  loop.run_for(100ms);
  for (int count = 0; count < 600; ++count) send_one("192.0.2.9", 10ms);  // the slots are used again
  loop.run_for(20ms);
  bytes forged = scripted_port::payload_of(request);
  forged[0] ^= std::byte{1};
  const auto now = loop.now();
  v4.deliver(now, request.destination, test::echo(0, scripted_port::own_ident, 0, forged));
  v4.deliver(now, ip("192.0.2.10"), v4.reply_to(request));
  v4.deliver(now, request.destination, v4.reply_to(other));
  v4.deliver(now, ip("192.0.2.254"), test::icmp(3, 1, bytes(4), quote_of(request)));
  loop.run_for(1ms);
  CHECK(pinger.counters().of(reject_reason::token) == 1);
  CHECK(pinger.counters().of(reject_reason::source) == 2);
  CHECK(pinger.counters().of(reject_reason::icmp_error) == 1);
  CHECK(log.extra.empty());
  v4.deliver(loop.now(), request.destination, v4.reply_to(request));
  v4.deliver(loop.now(), other.destination, v4.reply_to(other));
  loop.run_for(1ms);
  CHECK(pinger.counters().late == 2);
  check_packets(6);
}

TEST_CASE_FIXTURE(late_world, "a link-local host is the same one on its own link only") {
  const auto request = send_one("fe80::1%1", 50ms);
  const auto global = send_one("2001:db8::9", 50ms);
  loop.run_for(60ms);
  v6.deliver(loop.now(), ip("fe80::1%2"), v6.reply_to(request));
  v6.deliver(loop.now(), ip("fe80::1%1"), v6.reply_to(request));
  v6.deliver(loop.now(), ip("2001:db8::9%3"), v6.reply_to(global));
  loop.run_for(1ms);
  CHECK(pinger.counters().of(reject_reason::source) == 1);
  CHECK(pinger.counters().late == 2);
}

TEST_CASE_FIXTURE(late_world, "a wall clock step between makes a late RTT monotonic, and no reply stale or in time") {
  for (const core::nanoseconds step : {core::nanoseconds(87'600h), core::nanoseconds(-87'600h)}) {
    log.extra.clear();
    const auto request = send_one("192.0.2.9", 50ms);
    v4.stamp(request, 10us);
    loop.run_for(60ms);
    v4.wall_step += step;
    v4.answer(request, 70ms);
    v4.answer(request, 80ms);
    loop.run_for(50ms);
    CHECK(log.extra.size() == 2);
    CHECK(log.extra.at(0).rtt == 70ms - 10us);
    CHECK(log.extra.at(1).rtt == 0ns);
  }
  CHECK(log.count(outcome::lost) == 2);
}

TEST_CASE_FIXTURE(late_world, "a send stamp that comes after the end counts: the packet waited for its neighbour") {
  const auto request = send_one("192.0.2.9", 50ms);
  v4.stamp(request, 200ms);
  v4.answer(request, 201ms);
  loop.run_for(1s);
  CHECK(log.count(outcome::lost) == 1);
  CHECK(log.extra == late_then_duplicates(1ms, 0, 0));
}
