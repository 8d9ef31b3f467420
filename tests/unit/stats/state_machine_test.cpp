// SPDX-License-Identifier: Apache-2.0
#include "stats/state_machine.hpp"

#include <doctest/doctest.h>

using reachd::core::outcome;
using reachd::stats::change_reason;
using reachd::stats::state;
using reachd::stats::state_machine;

namespace {

/// The target itself is to blame whenever that is asked.
state after(state_machine& machine, std::initializer_list<outcome> ended) {
  for (const outcome one : ended) {
    machine.record(one);
    if (machine.wants_down()) machine.go_down();
  }
  return machine.current();
}

}  // namespace

TEST_CASE("the first reply makes an unknown target up") {
  state_machine machine(state::unknown, 3, 2);
  const auto change = machine.record(outcome::reply);
  REQUIRE(change.has_value());
  CHECK(change->from == state::unknown);
  CHECK(change->to == state::up);
}

TEST_CASE("down needs down_after failures in a row, of any failing kind, and a reply breaks the row") {
  state_machine machine(state::unknown, 3, 2);
  CHECK(after(machine, {outcome::reply, outcome::lost, outcome::lost, outcome::reply}) == state::up);
  CHECK(after(machine, {outcome::lost, outcome::refused}) == state::up);
  CHECK(machine.undecided());
  CHECK(after(machine, {outcome::unreachable}) == state::down);
  CHECK_FALSE(machine.undecided());
}

TEST_CASE("a target that never answered goes down from unknown") {
  state_machine machine(state::unknown, 2, 2);
  CHECK(after(machine, {outcome::mismatch}) == state::unknown);
  CHECK(machine.undecided());
  CHECK(after(machine, {outcome::lost}) == state::down);
}

TEST_CASE("up needs up_after replies in a row, and a failure breaks the row") {
  state_machine machine(state::unknown, 1, 2);
  CHECK(after(machine, {outcome::lost, outcome::reply, outcome::lost, outcome::reply}) == state::down);
  CHECK(machine.undecided());
  CHECK(after(machine, {outcome::reply}) == state::up);
}

TEST_CASE("local errors never lead to down: they neither count nor break a row, and end in unknown") {
  state_machine machine(state::unknown, 3, 2);
  CHECK(after(machine, {outcome::reply, outcome::lost, outcome::lost, outcome::local_error}) == state::up);
  CHECK(after(machine, {outcome::lost}) == state::down);
  state_machine blind(state::unknown, 3, 2);
  CHECK(after(blind, {outcome::reply, outcome::local_error, outcome::local_error}) == state::up);
  CHECK(after(blind, {outcome::local_error}) == state::unknown);
  CHECK(after(blind, {outcome::reply}) == state::up);
}

TEST_CASE("skipped probes count as not measured, together with local errors") {
  state_machine machine(state::unknown, 3, 2);
  after(machine, {outcome::reply, outcome::local_error});
  CHECK_FALSE(machine.record_skipped(1).has_value());
  const auto change = machine.record_skipped(1);
  REQUIRE(change.has_value());
  CHECK(change->to == state::unknown);
  CHECK_FALSE(machine.undecided());
}

TEST_CASE("stopped probes say nothing") {
  state_machine machine(state::unknown, 1, 1);
  CHECK(after(machine, {outcome::reply, outcome::stopped, outcome::stopped}) == state::up);
}

TEST_CASE("an unresolved target is unknown once it has an address, and that happens once") {
  state_machine machine(state::unresolved, 3, 2);
  CHECK(machine.record_resolved()->to == state::unknown);
  CHECK_FALSE(machine.record_resolved().has_value());
  CHECK(after(machine, {outcome::reply}) == state::up);
}

TEST_CASE("it does not go down by itself: it wants to, until it is told whose fault it is") {
  state_machine machine(state::unknown, 2, 2);
  after(machine, {outcome::reply, outcome::lost});
  CHECK_FALSE(machine.wants_down());
  CHECK_FALSE(machine.record(outcome::lost).has_value());
  CHECK(machine.wants_down());
  CHECK(machine.undecided());
  machine.record(outcome::lost);
  CHECK(machine.wants_down());
  CHECK(machine.current() == state::up);
  const auto change = machine.go_down();
  REQUIRE(change.has_value());
  CHECK(change->to == state::down);
  CHECK(change->why == change_reason::failed);
  CHECK_FALSE(machine.wants_down());
}

TEST_CASE("a reply while it wants down ends that") {
  state_machine machine(state::unknown, 1, 1);
  after(machine, {outcome::reply});
  machine.record(outcome::lost);
  machine.record(outcome::reply);
  CHECK_FALSE(machine.wants_down());
  CHECK(machine.current() == state::up);
}

TEST_CASE("excused, it is unknown, and as many failures are needed again") {
  state_machine machine(state::unknown, 2, 2);
  after(machine, {outcome::reply});
  machine.record(outcome::lost);
  machine.record(outcome::lost);
  const auto change = machine.excuse(change_reason::uplink);
  REQUIRE(change.has_value());
  CHECK(change->from == state::up);
  CHECK(change->to == state::unknown);
  CHECK(change->why == change_reason::uplink);
  CHECK_FALSE(machine.undecided());
  machine.record(outcome::lost);
  CHECK_FALSE(machine.wants_down());
  machine.record(outcome::lost);
  CHECK(machine.wants_down());
  CHECK_FALSE(machine.excuse(change_reason::parent).has_value());
  CHECK(after(machine, {outcome::reply}) == state::up);
}

TEST_CASE("a paused target takes no verdict, and goes on from where it is put") {
  state_machine machine(state::up, 1, 1);
  const auto paused = machine.configure(state::paused);
  REQUIRE(paused.has_value());
  CHECK(paused->why == change_reason::configured);
  machine.record(outcome::lost);  // it was on its way
  CHECK_FALSE(machine.wants_down());
  CHECK_FALSE(machine.undecided());
  CHECK(machine.configure(state::unknown)->to == state::unknown);
  machine.record(outcome::lost);
  CHECK(machine.wants_down());
}

TEST_CASE("other counts hold from the next probe on, and the streak goes on") {
  state_machine machine(state::up, 3, 1);
  machine.record(outcome::lost);
  machine.record(outcome::lost);
  machine.set_counts(5, 2);
  machine.record(outcome::lost);
  CHECK_FALSE(machine.wants_down());
  machine.set_counts(4, 2);
  machine.record(outcome::lost);
  CHECK(machine.wants_down());
}

TEST_CASE("after a restart it goes on; what was missed counts as skipped, and the verdict found again is no news") {
  state_machine first(state::unknown, 3, 2);
  CHECK(after(first, {outcome::reply, outcome::lost}) == state::up);
  state_machine second(state::unresolved, 3, 2);  // its name has an address
  CHECK_FALSE(second.resume(first.remember(), 2).has_value());
  CHECK(second.current() == state::up);
  CHECK(second.undecided());

  state_machine third(state::unknown, 3, 2);
  const auto lost_sight = third.resume(first.remember(), 3);
  REQUIRE(lost_sight.has_value());
  CHECK(lost_sight->to == state::unknown);
  CHECK(lost_sight->why == change_reason::not_measured);
  state_machine fourth(state::unknown, 3, 2);  // restarted again before it knew
  CHECK_FALSE(fourth.resume(third.remember(), 100).has_value());
  CHECK(fourth.record(outcome::reply)->why == change_reason::resumed);
  CHECK(after(fourth, {outcome::lost, outcome::lost, outcome::lost}) == state::down);
  CHECK(fourth.record(outcome::reply) == std::nullopt);
  CHECK(fourth.record(outcome::reply)->why == change_reason::replied);
}

TEST_CASE("another verdict than before the restart is news, and so is every later one") {
  state_machine first(state::unknown, 3, 2);
  CHECK(after(first, {outcome::lost, outcome::lost, outcome::lost}) == state::down);
  state_machine second(state::unknown, 3, 2);
  second.resume(first.remember(), 3);
  CHECK(second.record(outcome::reply)->why == change_reason::replied);
  for (int i = 0; i < 3; ++i) second.record(outcome::lost);
  CHECK(second.go_down()->why == change_reason::failed);
}

TEST_CASE("of a target that was not probed, or is paused now, nothing is known") {
  const state_machine paused(state::paused, 3, 2);
  state_machine next(state::unresolved, 3, 2);
  CHECK_FALSE(next.resume(paused.remember(), 0).has_value());
  CHECK(next.current() == state::unknown);  // it has an address
  state_machine up(state::unknown, 3, 2);
  up.record(outcome::reply);
  state_machine now_paused(state::paused, 3, 2);
  now_paused.resume(up.remember(), 0);
  CHECK(now_paused.current() == state::paused);
}

TEST_CASE("skips by the million are counted at once, and say no more than a few") {
  state_machine machine(state::unknown, 3, 2);
  after(machine, {outcome::reply});
  CHECK_FALSE(machine.record_skipped(0).has_value());
  CHECK_FALSE(machine.record_skipped(2).has_value());
  CHECK(machine.record_skipped(std::uint64_t{1} << 40)->to == state::unknown);
  CHECK_FALSE(machine.record_skipped(std::uint64_t{1} << 40).has_value());
  CHECK(after(machine, {outcome::reply}) == state::up);
}
