// SPDX-License-Identifier: Apache-2.0
#include "icmp/echo.hpp"

#include <doctest/doctest.h>

#include "async/frame_count.hpp"
#include "async/scope.hpp"
#include "support/echo_log.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using core::outcome;
using test::ip;
using test::scripted_port;
using test::scripted_world;

namespace {

async::task<void> ping(icmp::pinger& pinger, core::address address, std::vector<core::probe_result>& out) {
  const core::nanoseconds timeout = 100ms;
  const auto result = co_await pinger.echo(address, timeout);
  out.push_back(result);
}

struct awaiting_world : scripted_world {
  std::vector<core::probe_result> results;
  async::scope work{loop.clock().ready()};
};

}  // namespace

TEST_CASE_FIXTURE(awaiting_world, "an awaited echo gives its result and reaches no sink") {
  v4.on_send = [&](const scripted_port::request& out) { v4.answer(out, 10ms); };
  work.spawn(ping(pinger, ip("192.0.2.9"), results));
  work.spawn(ping(pinger, ip("2001:db8::9"), results));
  loop.run_for(1s);
  REQUIRE(results.size() == 2);
  CHECK(results[0].outcome == outcome::reply);
  CHECK(results[0].rtt == 10ms);
  CHECK(results[1].outcome == outcome::lost);
  CHECK(log.ended.empty());
  CHECK(work.empty());
  CHECK(async::live_frames() == 0);
}

TEST_CASE_FIXTURE(awaiting_world, "a stop half-way frees the slot at once and the result is stopped") {
  work.spawn(ping(pinger, ip("192.0.2.9"), results));
  loop.run_for(10ms);
  CHECK(pinger.in_flight() == 1);
  work.request_stop();
  CHECK(pinger.in_flight() == 0);
  v4.answer(v4.sent[0], 12ms);
  loop.run_for(1s);
  REQUIRE(results.size() == 1);
  CHECK(results[0].outcome == outcome::stopped);
  CHECK(pinger.counters().of(icmp::reject_reason::stale) == 1);
  CHECK(async::live_frames() == 0);
}

TEST_CASE_FIXTURE(awaiting_world, "an echo begun in a stopped scope is stopped before anything is sent") {
  work.request_stop();
  work.spawn(ping(pinger, ip("192.0.2.9"), results));
  loop.run_for(1s);
  REQUIRE(results.size() == 1);
  CHECK(results[0].outcome == outcome::stopped);
  CHECK(v4.sent.empty());
}

TEST_CASE_FIXTURE(awaiting_world, "stop_all ends awaited echoes too") {
  work.spawn(ping(pinger, ip("192.0.2.9"), results));
  loop.run_for(10ms);
  pinger.stop_all();
  loop.settle();
  REQUIRE(results.size() == 1);
  CHECK(results[0].outcome == outcome::stopped);
  CHECK(async::live_frames() == 0);
}

TEST_CASE_FIXTURE(awaiting_world, "a failed send and a missing socket come back as local errors") {
  v4.errors = {EPERM};
  work.spawn(ping(pinger, ip("192.0.2.9"), results));
  loop.settle();
  REQUIRE(results.size() == 1);
  CHECK(results[0].outcome == outcome::local_error);
  CHECK(results[0].errno_value == EPERM);
}
