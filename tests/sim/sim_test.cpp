// SPDX-License-Identifier: Apache-2.0
// The simulation tested: it repeats itself, and it fails when something is wrong.
#include <doctest/doctest.h>

#include <cerrno>

#include "async/frame_count.hpp"
#include "sim/simulation.hpp"

using namespace std::chrono_literals;
using namespace reachd::sim;
using reachd::core::outcome;

namespace {

scenario some_of_everything() {
  auto read = parse_scenario("some.yaml",
                             "run: 60s\n"
                             "targets: 30\n"
                             "target: {interval: 500ms, timeout: 1s}\n"
                             "named: 5\n"
                             "network:\n"
                             "  - does: delay=1ms..30ms lose=10% burst=1%:6 duplicate=5% error=2% token=2%\n"
                             "      hold=3%:2s\n"
                             "  - {every: 3, does: delay=1ms..9ms refuse=1/5:EPERM}\n"
                             "stalls:\n"
                             "  - {from: 20s, until: 22s}\n");
  REQUIRE_MESSAGE(read.has_value(), read.error());
  return *read;
}

report run(const faults& planted, std::uint64_t seed = 1) {
  const scenario script = some_of_everything();
  report told = simulation(script, seed, planted).run();
  CHECK(reachd::async::live_frames() == 0);
  return told;
}

/// A fault in how an echo ends, where `of` is its outcome.
faults at_end(outcome of, std::function<unsigned(reachd::core::probe_result&)> change) {
  faults planted;
  planted.at_end = [of, change](auto, auto, reachd::core::probe_result& result) {
    return result.outcome == of ? change(result) : 1U;
  };
  return planted;
}

bool found(const report& told, std::string_view what) {
  for (const std::string& wrong : told.first_wrong) {
    if (wrong.find(what) != std::string::npos) return true;
  }
  for (const std::string& wrong : told.first_wrong) MESSAGE(wrong);
  return false;
}

}  // namespace

TEST_CASE("without a fault nothing is wrong, and every kind of end occurs") {
  const report told = run({});
  CHECK(told.wrong == 0);
  for (const auto how : {outcome::reply, outcome::lost, outcome::unreachable, outcome::local_error}) {
    CHECK(told.counts.of(how) > 20);
  }
  CHECK(told.counts.late > 20);
  CHECK(told.counts.duplicates > 20);
  CHECK(told.skipped > 50);
  CHECK(told.state_changes > 30);
}

TEST_CASE("the same seed does the same, another seed does not") {
  const auto first = run({}, 7);
  CHECK(run({}, 7).digest == first.digest);
  CHECK(run({}, 8).digest != first.digest);
}

TEST_CASE("a loss that is told as a reply is found") {
  const auto told = run(at_end(outcome::lost, [](auto& result) {
    result.outcome = outcome::reply;
    result.rtt = 1ms;
    return 1U;
  }));
  CHECK(found(told, "no true reply came"));
}

TEST_CASE("a reply that is told as a loss is found") {
  const auto told = run(at_end(outcome::reply, [](auto& result) { return result.outcome = outcome::lost, 1U; }));
  CHECK(found(told, "lost, and a reply came in time"));
}

TEST_CASE("an RTT that is wrong by a nanosecond is found") {
  const auto told = run(at_end(outcome::reply, [](auto& result) { return result.rtt += 1ns, 1U; }));
  CHECK(found(told, "its RTT is not that of the network"));
}

TEST_CASE("a local error that is told as a loss is found") {
  const auto told = run(at_end(outcome::local_error, [](auto& result) { return result.outcome = outcome::lost, 1U; }));
  CHECK(found(told, "lost, and never sent"));
}

TEST_CASE("a loss that is told as a local error is found") {
  const auto told = run(at_end(outcome::lost, [](auto& result) {
    result.outcome = outcome::local_error;
    result.errno_value = ENOBUFS;
    return 1U;
  }));
  CHECK(found(told, "a local error of a request that left"));
}

TEST_CASE("an ICMP error that is told as silence is found") {
  const auto told = run(at_end(outcome::unreachable, [](auto& result) { return result.outcome = outcome::lost, 1U; }));
  CHECK(found(told, "lost, and an ICMP error said why"));
}

TEST_CASE("a probe that ends twice is found") {
  const auto told = run(at_end(outcome::reply, [](auto&) { return 2U; }));
  CHECK(found(told, "ended, and was not in flight"));
}

TEST_CASE("a probe that never ends is found") {
  const auto told = run(at_end(outcome::lost, [](auto&) { return 0U; }));
  CHECK(found(told, "in flight long after its deadline"));
}

TEST_CASE("late replies and duplicates that are told wrongly, twice or not at all are found") {
  faults planted;
  planted.at_late = [](auto& rtt) { return rtt += 1ns, 1U; };
  CHECK(found(run(planted), "the RTT of a late reply is not that of the network"));
  planted.at_late = [](auto&) { return 2U; };
  CHECK(found(run(planted), "a late reply that was none"));
  planted.at_late = [](auto&) { return 0U; };
  CHECK(found(run(planted), "a late reply or a duplicate was not told"));
  faults doubled;
  doubled.at_duplicate = [] { return 2U; };
  CHECK(found(run(doubled), "a duplicate that was none"));
  doubled.at_duplicate = [] { return 0U; };
  CHECK(found(run(doubled), "a late reply or a duplicate was not told"));
}

TEST_CASE("two probes for one due time are found") {
  faults planted;
  planted.at_begin = [](const auto& target) { return target.id.index == 4 && target.series.sent() == 50 ? 2U : 1U; };
  CHECK(found(run(planted), "begun twice for one due time"));
}

TEST_CASE("a due time that is neither begun nor skipped is found") {
  faults planted;
  planted.at_begin = [](const auto& target) { return target.id.index == 4 && target.series.sent() == 50 ? 0U : 1U; };
  CHECK(found(run(planted), "sent and skipped are not all that were due"));
}

TEST_CASE("a state that changes after too many failures, and a timeout that is too short, are found") {
  faults planted;
  planted.at_add = [](auto& plan) { plan.down_after += 1; };
  CHECK(found(run(planted), "a state that the history denies"));
  planted.at_add = [](auto& plan) { plan.timeout -= 100ms; };
  CHECK(found(run(planted), "lost before its deadline"));
}

TEST_CASE("a target that goes down by a cut uplink is found") {
  auto read = parse_scenario("cut.yaml",
                             "run: 60s\ntargets: 30\ntarget: {timeout: 900ms}\n"
                             "uplink: {on_link: 10, cut: [{from: 20s, until: 40s}]}\n");
  REQUIRE(read.has_value());
  CHECK(simulation(*read, 1).run().wrong == 0);
  faults planted;
  planted.blind_to_uplink = true;
  const report told = simulation(*read, 1, planted).run();
  CHECK(found(told, "down by a cut uplink"));
  CHECK(reachd::async::live_frames() == 0);
}

TEST_CASE("a target that does not hear of its change is found, whatever the change is") {
  const std::pair<const char*, const char*> changes[] = {
      {"interval: 200ms", "not due within its interval"},
      {"interval: 2s", "due off its phase"},
      {"timeout: 300ms", "lost long after its deadline"},
      {"down_after: 1", "a state that the history denies"},
  };
  for (const auto& [keys, complaint] : changes) {
    CAPTURE(keys);
    const auto read = parse_scenario("changed.yaml",
                                     "run: 60s\ntargets: 20\ntarget: {interval: 1s, timeout: 1s, down_after: 5}\n"
                                     "network: [does: delay=10ms..20ms lose=20%]\n"
                                     "changed: [{from: 10s, until: 50s, every: 2, " +
                                         std::string(keys) + "}]\n");
    REQUIRE(read.has_value());
    CHECK(simulation(*read, 1).run().wrong == 0);
    faults planted;
    planted.deaf_to_changes = true;
    CHECK(found(simulation(*read, 1, planted).run(), complaint));
  }
  CHECK(reachd::async::live_frames() == 0);
}

TEST_CASE("a removed target ends what it has in flight, and one that is told of it too late is found") {
  auto read = parse_scenario("gone.yaml",
                             "run: 40s\ntargets: 20\ntarget: {interval: 500ms, timeout: 2s}\n"
                             "network: [does: delay=1s]\nremoved: [{from: 10s, until: 20s, every: 2}]\n");
  REQUIRE(read.has_value());
  const report told = simulation(*read, 1).run();
  CHECK(told.wrong == 0);
  CHECK(told.counts.of(outcome::stopped) >= 20);
  const auto swallowed = at_end(outcome::stopped, [](auto&) { return 0U; });
  CHECK(found(simulation(*read, 1, swallowed).run(), "in flight"));
  CHECK(reachd::async::live_frames() == 0);
}
