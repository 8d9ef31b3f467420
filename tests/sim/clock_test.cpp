// SPDX-License-Identifier: Apache-2.0
#include "sim/clock.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using reachd::sim::scenario;

namespace {

scenario asleep() {
  scenario script;
  script.suspends = {{.at = 10s, .lasts = 60s}, {.at = 20s, .lasts = 5s}};
  return script;
}

}  // namespace

TEST_CASE("while the machine sleeps the monotonic clock stands still and the wall clock does not") {
  const scenario script = asleep();
  reachd::sim::clock time(script);
  const auto begin = time.wall_now();
  time.run_at(time.origin() + 9s);
  CHECK(time.wall_now() - begin == 9s);
  time.run_at(time.origin() + 10s);
  CHECK(time.elapsed() == 10s);
  CHECK(time.wall_now() - begin == 70s);
  CHECK(time.stepped_between(time.origin() + 9s, time.origin() + 10s));
  CHECK(!time.stepped_between(time.origin() + 10s, time.origin() + 19s));
}

TEST_CASE("a packet that comes while the machine sleeps is lost, one that comes later is here sooner") {
  const scenario script = asleep();
  const reachd::sim::clock time(script);
  const auto at = [&](auto since) { return time.origin() + since; };
  CHECK(time.arrival(at(8s), at(9999ms)) == at(9999ms));
  CHECK(!time.arrival(at(8s), at(10s)));
  CHECK(!time.arrival(at(8s), at(69s)));
  CHECK(time.arrival(at(8s), at(70s)) == at(10s));
  CHECK(!time.arrival(at(8s), at(82s)));
  CHECK(time.arrival(at(8s), at(86s)) == at(21s));
  CHECK(time.arrival(at(10s), at(12s)) == at(12s));
}
