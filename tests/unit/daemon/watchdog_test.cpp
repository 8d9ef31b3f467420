// SPDX-License-Identifier: Apache-2.0
#include "daemon/watchdog.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "support/notify_socket.hpp"

using namespace std::chrono_literals;
using reachd::core::instant;
using reachd::daemon::service_manager;
using reachd::daemon::watchdog;
using reachd::test::notify_socket;

namespace {

struct fixture {
  notify_socket heard;
  service_manager manager{heard.name(), 8s};
  watchdog fed{manager};

  /// Whether a turn at `second` that is late by `lag` fed it.
  bool turn(int second, reachd::core::nanoseconds lag = 0s) {
    fed.turn_began(instant(std::chrono::seconds(second)), lag);
    const std::string message = heard.next();
    CHECK((message.empty() || message == "WATCHDOG=1"));
    return !message.empty();
  }
};

}  // namespace

TEST_CASE("it is fed twice in the manager's patience, and not by the first turn, which has completed nothing") {
  fixture f;
  std::vector<int> fed;
  for (int second = 100; second <= 112; ++second) {
    if (f.turn(second)) fed.push_back(second);
  }
  CHECK(fed == std::vector{104, 108, 112});
}

TEST_CASE("a turn that is late by more than a quarter of the patience does not feed it, the next in time does") {
  fixture f;
  CHECK_FALSE(f.turn(0));
  CHECK_FALSE(f.turn(4, 2001ms));
  CHECK_FALSE(f.turn(5, 60s));
  CHECK(f.turn(6, 2s));
  CHECK_FALSE(f.turn(7));
}

TEST_CASE("a manager that did not take it is fed again by the next turn") {
  fixture f;
  f.fed.turn_began(instant(0s), 0s);
  while (f.manager.feed_watchdog()) {
  }
  f.fed.turn_began(instant(4s), 0s);
  while (!f.heard.next().empty()) {
  }
  CHECK(f.turn(5));
}

TEST_CASE("where nobody waits for it, it says nothing") {
  const notify_socket heard;
  const service_manager manager(heard.name());
  watchdog idle(manager);
  for (int second = 0; second < 100; ++second) idle.turn_began(instant(std::chrono::seconds(second)), 0s);
  CHECK(heard.next().empty());
}
