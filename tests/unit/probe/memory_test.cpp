// SPDX-License-Identifier: Apache-2.0
#include "probe/memory.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>

#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::core::instant;
using reachd::core::outcome;
using reachd::core::wall_time;
using reachd::probe::identity_of;
using reachd::stats::state;
using reachd::test::every;
using reachd::test::world;

namespace {

using bytes = std::vector<std::uint8_t>;

bytes remembered(const reachd::probe::target& known, instant at) {
  bytes out;
  reachd::stats::saver to(out, {at, wall_time(1000s), {}});
  remember(known, to);
  return out;
}

/// `plan` in a process that starts `gap` later, at 5 min of its clock.
reachd::probe::target_plan again(reachd::probe::target_plan plan, const bytes& kept, reachd::core::nanoseconds gap,
                                 bool killed = false) {
  plan.before = {kept, {instant(1h) - gap, wall_time(1000s), instant(1h)}, wall_time(1000s) + gap, killed};
  return plan;
}

}  // namespace

TEST_CASE("a memory is of one name, host, family, kind and port") {
  auto plan = every(1s);
  const std::string known = identity_of(plan);
  plan.interval = 5s;
  plan.down_after = 9;
  CHECK(identity_of(plan) == known);
  for (auto change : {+[](reachd::probe::target_plan& p) { p.name = "u"; },
                      +[](reachd::probe::target_plan& p) { p.host = "192.0.2.2"; },
                      +[](reachd::probe::target_plan& p) { p.port = 80; },
                      +[](reachd::probe::target_plan& p) { p.probe = reachd::options::kind::tcp; }}) {
    auto other = every(1s);
    change(other);
    CHECK(identity_of(other) != known);
  }
  plan.families = reachd::core::families::v4;
  CHECK(identity_of(plan) == known);  // so is the literal
  auto named = every(1s, "gw");
  std::set<std::string> identities;
  using enum reachd::core::families;
  for (const auto families : {any, v4, v6, both}) {
    named.families = families;
    identities.insert(identity_of(named));
  }
  CHECK(identities.size() == 4);
  world w;
  plan.paused = true;
  CHECK(identity_of(w.add(plan)) == known);
}

TEST_CASE("the identity of a part tells whose part it is") {
  auto whole = every(1s, "db.test");
  whole.name = "db";
  auto part = whole;
  part.name = "db/2001:db8::1";
  part.pinned = reachd::core::address::parse("2001:db8::1");
  const auto split = reachd::probe::split_identity(identity_of(part));
  REQUIRE(split);
  CHECK(split->whole == identity_of(whole));
  CHECK(split->part == *part.pinned);
  CHECK_FALSE(reachd::probe::split_identity(identity_of(whole)));
  CHECK_FALSE(reachd::probe::split_identity("db/2001:db8::1"));
  world w;
  part.paused = true;
  CHECK(identity_of(w.add(part)) == identity_of(part));
}

TEST_CASE("a target goes on from where it was, on the same phase") {
  world first;
  first.prober.answer = outcome::reply;
  auto& before = first.add(every(1s));
  first.loop.run_for(10s);
  const bytes kept = remembered(before, first.loop.now());
  const auto phase = before.due.time_since_epoch() % 1s;
  first.stop();

  world second;
  second.prober.answer = outcome::reply;
  auto& after = second.add(again(every(1s), kept, 2s));
  CHECK(after.series.sent() == 10);
  CHECK(after.series.state().current() == state::up);
  second.loop.run_for(10s);
  CHECK(after.series.sent() == 20);
  CHECK(after.due.time_since_epoch() % 1s == phase);
  CHECK(second.observer.changes.empty());
  CHECK(second.observer.ended.front() == "t 11 reply");
  second.stop();
}

TEST_CASE("the due times that were missed count against the interval") {
  world first;
  first.prober.answer = outcome::reply;
  auto& before = first.add(every(1s));
  first.loop.run_for(3s);
  const bytes kept = remembered(before, first.loop.now());
  first.stop();
  world second;
  CHECK(second.add(again(every(1s), kept, 2900ms)).series.state().current() == state::up);
  auto& unsure = second.add(again(every(1s), kept, 3s));
  CHECK(unsure.series.state().current() == state::unknown);
  CHECK(second.add(again(every(10s), kept, 29s)).series.state().current() == state::up);
  second.stop();
}

TEST_CASE("a name is probed at its last good address at once, whatever its resolver does") {
  world first;
  first.prober.answer = outcome::reply;
  first.names.table = {{"gw", {"192.0.2.7"}}};
  auto& before = first.add(every(1s, "gw"));
  first.loop.run_for(3s);
  const bytes kept = remembered(before, first.loop.now());
  first.stop();

  world second;
  second.prober.answer = outcome::reply;
  second.names.table = {};
  auto& after = second.add(again(every(1s, "gw"), kept, 1s));
  CHECK(after.address->to_string() == "192.0.2.7");
  CHECK(after.series.state().current() == state::up);
  const auto sent = after.series.sent();
  second.loop.run_for(3s);
  CHECK(after.series.sent() == sent + 3);
  CHECK(second.observer.changes.empty());
  // The resolver works again, and the host has moved meanwhile.
  second.names.table = {{"gw", {"192.0.2.8"}}};
  second.loop.run_for(10s);
  CHECK(after.address->to_string() == "192.0.2.8");
  second.stop();
}

TEST_CASE("a name that never had an address waits for one") {
  world first;
  auto& before = first.add(every(1s, "gw"));
  first.loop.run_for(3s);
  const bytes kept = remembered(before, first.loop.now());
  first.stop();
  world second;
  second.prober.answer = outcome::reply;
  second.names.table = {{"gw", {"192.0.2.7"}}};
  auto& after = second.add(again(every(1s, "gw"), kept, 1s));
  CHECK(after.series.state().current() == state::unresolved);
  second.loop.run_for(3s);
  CHECK(after.series.state().current() == state::up);
  second.stop();
}

TEST_CASE("bytes that are no memory leave a target as it is") {
  world w;
  for (const bytes& wrong : {bytes{}, bytes{2}, bytes(300, 0xff)}) {
    CHECK_FALSE(reachd::probe::is_memory(wrong, {}));
    auto& anew = w.add(again(every(1s), wrong, 1s));
    CHECK(anew.series.sent() == 0);
    CHECK(anew.series.state().current() == state::unknown);
  }
  bytes longer = remembered(w.add(every(1s)), instant(1h));
  CHECK(reachd::probe::is_memory(longer, {}));
  longer.push_back(0);
  CHECK_FALSE(reachd::probe::is_memory(longer, {}));
  w.stop();
}

TEST_CASE("over a hundred restarts, by stop and by kill, nothing is counted twice, and no state is invented") {
  std::mt19937 random(6);
  bytes kept;
  std::uint64_t sent = 0;  // as the last memory says
  std::uint64_t all = 0;
  state was = state::unknown;
  reachd::core::nanoseconds gap{};
  bool killed = false;
  for (int process = 0; process < 100; ++process) {
    world w;
    auto plan = every(1s);
    plan.timeout = 5s;
    auto& probed = w.add(process == 0 ? plan : again(plan, kept, gap, killed));
    if (killed) sent = 0;
    REQUIRE(probed.series.sent() == sent);
    REQUIRE(probed.series.in_flight() == 0);
    const bool is_verdict = was == state::up || was == state::down;
    REQUIRE(probed.series.state().current() == (is_verdict && gap >= 3s ? state::unknown : was));
    REQUIRE(probed.series.evidence().last_reply().at <= w.loop.now());
    for (int second = 0; second < 10; ++second) {
      w.loop.run_for(1s);
      const auto how = random() % 4 == 0 ? outcome::reply : outcome::lost;
      if (random() % 5 != 0 && !w.prober.open.empty()) w.prober.end_next(how);
    }
    const std::uint64_t begun = w.prober.begun.size();
    REQUIRE(probed.series.sent() == sent + begun);
    killed = random() % 2 == 0;
    if (!killed) w.stop();
    kept = remembered(probed, w.loop.now());
    sent += begun;
    all += begun;
    was = probed.series.state().current();
    gap = std::chrono::milliseconds(random() % 4500) / 2;
    if (random() % 8 == 0) gap += 3s;
    if (killed) w.stop();
  }
  CHECK(all == 1000);
}

TEST_CASE("after a kill the state goes on and the counters begin at 0, so that none goes back by a little") {
  world first;
  first.prober.answer = outcome::reply;
  auto& before = first.add(every(1s));
  first.loop.run_for(5s);
  first.prober.answer = outcome::lost;
  first.loop.run_for(1s);
  const bytes kept = remembered(before, first.loop.now());
  world second;
  const auto& after = second.add(again(every(1s), kept, 1s, true));
  CHECK(after.series.sent() == 0);
  CHECK(after.series.in_flight() == 0);
  CHECK(after.series.rtt().count() == 0);
  CHECK(after.series.state_changes() == 0);
  CHECK(after.series.skipped() == 0);
  CHECK(after.series.state().current() == state::up);
  CHECK(after.series.evidence().outcomes().text() == before.series.evidence().outcomes().text());
  first.stop();
  second.stop();
}
