// SPDX-License-Identifier: Apache-2.0
#include "uv/signals.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

#include "support/start_and_stop.hpp"

using reachd::async::live_frames;
using reachd::async::scope;
using reachd::async::task;
using reachd::uv::loop;
using reachd::uv::signals;

namespace {

task<std::vector<int>> take(signals& from, std::size_t count) {
  std::vector<int> numbers;
  while (numbers.size() < count) {
    const auto number = co_await from.next();
    REQUIRE(number);
    numbers.push_back(*number);
  }
  co_return numbers;
}

task<void> raise(int number) {
  ::kill(getpid(), number);
  co_return;
}

task<std::vector<int>> wait_first(loop& on, signals& from) {
  scope raising(on.ready());
  raising.spawn(raise(SIGUSR1));
  auto numbers = co_await take(from, 1);
  co_await raising.join();
  co_return numbers;
}

task<void> keep(signals& from, std::optional<int>& out, bool& ended) {
  const auto number = co_await from.next();
  out = number;
  ended = true;
}

}  // namespace

TEST_CASE("a signal ends the wait with its number") {
  loop on;
  signals from(on, {SIGUSR1, SIGUSR2});
  CHECK(on.run(wait_first(on, from)) == std::vector<int>{SIGUSR1});
  CHECK(live_frames() == 0);
}

TEST_CASE("signals that come while nobody waits are kept, each number once") {
  loop on;
  signals from(on, {SIGUSR1, SIGUSR2, SIGHUP});
  for (const int number : {SIGUSR2, SIGHUP, SIGHUP}) ::kill(getpid(), number);
  // The first wait takes both out of libuv's pipe: which of the two it sees first is the kernel's choice.
  auto numbers = on.run(take(from, 2));
  CHECK((numbers == std::vector<int>{SIGHUP, SIGUSR2} || numbers == std::vector<int>{SIGUSR2, SIGHUP}));
  std::optional<int> third;
  bool ended = false;
  on.run(reachd::test::start_and_stop(on.ready(), keep(from, third, ended)));
  CHECK_FALSE(third);
  CHECK(live_frames() == 0);
}

TEST_CASE("a wait that is stopped half-way has no number, and the next one waits on") {
  loop on;
  signals from(on, {SIGUSR1});
  std::optional<int> number;
  bool ended = false;
  on.run(reachd::test::start_and_stop(on.ready(), keep(from, number, ended)));
  CHECK(ended);
  CHECK_FALSE(number);
  CHECK(on.run(wait_first(on, from)) == std::vector<int>{SIGUSR1});
  CHECK(live_frames() == 0);
}

TEST_CASE("a signal that cannot be caught is refused") {
  loop on;
  CHECK_THROWS_AS(signals(on, {SIGKILL}), std::runtime_error);
}
