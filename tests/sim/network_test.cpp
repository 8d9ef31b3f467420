// SPDX-License-Identifier: Apache-2.0
// What the network does in its windows of time, seen from the counts of a whole run.
#include "sim/network.hpp"

#include <doctest/doctest.h>

#include "sim/simulation.hpp"

using namespace reachd::sim;
using reachd::core::outcome;

namespace {

report run(const std::string& text) {
  const auto script = parse_scenario("some.yaml", text);
  REQUIRE_MESSAGE(script.has_value(), script.error());
  report told = simulation(*script, 1).run();
  for (const std::string& wrong : told.first_wrong) MESSAGE(wrong);
  CHECK(told.wrong == 0);
  return told;
}

}  // namespace

TEST_CASE("a cut uplink silences every target but those on our link") {
  const auto told = run("run: 40s\ntargets: 30\nuplink: {on_link: 5, cut: [{from: 10s, until: 20s}]}\n");
  CHECK(told.counts.of(outcome::lost) == 25 * 10);
  CHECK(told.counts.of(outcome::local_error) == 0);
}

TEST_CASE("without a route sending to them fails") {
  const auto told = run("run: 40s\ntargets: 30\nuplink: {on_link: 5, cut: [{from: 10s, until: 20s, how: no_route}]}\n");
  CHECK(told.counts.of(outcome::local_error) == 25 * 10);
  CHECK(told.counts.of(outcome::lost) == 0);
}

TEST_CASE("what was on its way when the machine fell asleep is a local error, and nothing is skipped") {
  const auto told =
      run("run: 40s\ntargets: 100\ntarget: {timeout: 900ms}\nnetwork: [does: delay=400ms]\n"
          "suspends: [{at: 20s, lasts: 60s}]\n");
  CHECK(told.counts.of(outcome::local_error) > 30);
  CHECK(told.counts.of(outcome::local_error) < 50);
  CHECK(told.counts.of(outcome::lost) == 0);
  CHECK(told.skipped == 0);
  CHECK(told.counts.begun == 40 * 100);
}
