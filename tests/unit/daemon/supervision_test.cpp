// SPDX-License-Identifier: Apache-2.0
#include "daemon/supervision.hpp"

#include <doctest/doctest.h>

#include "support/notify_socket.hpp"
#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::core::outcome;
using reachd::daemon::service_manager;
using reachd::daemon::supervision;
using reachd::test::every;
using reachd::test::notify_socket;
using reachd::test::world;

namespace {

struct fixture {
  explicit fixture(std::optional<reachd::core::nanoseconds> watchdog = std::nullopt) : patience(watchdog) {
    w.prober.answer = outcome::reply;
  }
  ~fixture() {
    work.request_stop();
    w.stop();
    REQUIRE(work.empty());
  }
  void add(const std::string& name, bool paused = false) {
    auto plan = every(1s);
    plan.name = name;
    plan.paused = paused;
    w.add(plan);
  }
  void start() { work.spawn(shown.run()); }

  world w;
  notify_socket heard;
  std::optional<reachd::core::nanoseconds> patience;
  supervision shown{w.loop.clock(), w.targets, service_manager(heard.name(), patience)};
  reachd::async::scope work{w.loop.clock().ready()};
};

}  // namespace

TEST_CASE("ready is said first, then how the targets are, and that only when it has changed") {
  fixture f;
  f.add("a");
  f.add("b", true);
  f.start();
  f.w.loop.settle();
  CHECK(f.heard.next() == "READY=1");
  CHECK(f.heard.next() == "STATUS=2 targets: 1 unknown, 1 paused");
  f.w.loop.run_for(10s);
  CHECK(f.heard.next() == "STATUS=2 targets: 1 up, 1 paused");
  CHECK(f.heard.next().empty());
}

TEST_CASE("thousands of targets are counted over several turns, each once") {
  fixture f;
  for (int i = 0; i < 5000; ++i) f.add(std::to_string(i), true);
  f.start();
  f.w.loop.run_for(100ms);
  CHECK(f.heard.next() == "READY=1");
  CHECK(f.heard.next() == "STATUS=5000 targets: 5000 paused");
}

TEST_CASE("the loop turns often enough for the watchdog also where there is nothing to do") {
  fixture f(8s);
  f.start();
  f.w.loop.settle();
  for (int turn = 0; turn < 20; ++turn) {
    const auto next = f.w.loop.clock().next_turn();
    CHECK(next - f.w.loop.now() <= 1s);
    f.w.loop.run_until(next);
  }
}

TEST_CASE("turns feed the watchdog") {
  fixture f(8s);
  f.shown.turn_began(f.w.loop.now(), 0s);
  f.shown.turn_began(f.w.loop.now() + 4s, 0s);
  CHECK(f.heard.next() == "WATCHDOG=1");
}

TEST_CASE("without a manager it ends at once") {
  world w;
  supervision nobody(w.loop.clock(), w.targets, service_manager());
  reachd::async::scope work(w.loop.clock().ready());
  work.spawn(nobody.run());
  w.loop.settle();
  CHECK(work.empty());
  w.stop();
}
