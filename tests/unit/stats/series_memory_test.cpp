// SPDX-License-Identifier: Apache-2.0
// What a series is after a restart.
#include <doctest/doctest.h>

#include <cerrno>
#include <random>

#include "stats/series.hpp"

using namespace std::chrono_literals;
using namespace reachd::stats;
using reachd::core::instant;
using reachd::core::outcome;
using reachd::core::probe_result;
using reachd::core::wall_time;

namespace {

using bytes = std::vector<std::uint8_t>;

constexpr wall_time saved_at{1'700'000'000s};
constexpr time_base writer{instant(100h), saved_at, {}};
constexpr instant here(5min);  // the next process's clock

time_base reader(reachd::core::nanoseconds gap) { return {here - gap, saved_at, here}; }

series fresh() { return series(state_machine(state::unknown, 3, 2)); }

bytes saved(const series& some) {
  bytes out;
  saver to(out, writer);
  some.save(to);
  return out;
}

series loaded(const bytes& from, std::uint64_t missed = 0, bool has_address = true) {
  series next = fresh();
  loader with(from, reader(2s));
  REQUIRE(next.load(with, {missed, saved_at + 2s, has_address}));
  REQUIRE(with.done());
  return next;
}

void end(series& some, outcome how, instant sent) {
  probe_result ended;
  ended.outcome = how;
  ended.rtt = how == outcome::reply ? 3ms : 0ms;
  ended.errno_value = how == outcome::local_error ? EPERM : 0;
  ended.sent_at = sent;
  ended.sent = saved_at - (writer.at - sent);
  ended.ttl = 64;
  ended.syn_retransmits = 1;
  if (how == outcome::unreachable) ended.cause = {3, 1, *reachd::core::address::parse("192.0.2.254")};
  some.begin();
  some.record(ended, ended.sent, sent);
  if (some.state().wants_down()) some.go_down(ended.sent);
}

/// Every kind of end, late and second replies, skips, and an outage that lasts.
series full() {
  series some = fresh();
  for (const auto how : {outcome::reply, outcome::local_error, outcome::reply, outcome::mismatch, outcome::reply}) {
    end(some, how, writer.at - 60s);
  }
  some.late(2s, writer.at - 50s);
  some.duplicate(writer.at - 50s);
  some.skip(1, saved_at - 50s, writer.at - 50s);
  for (int i = 5; i > 0; --i) end(some, i == 5 ? outcome::unreachable : outcome::lost, writer.at - i * 1s);
  return some;
}

}  // namespace

TEST_CASE("all that is counted goes on, and what was in flight has ended as stopped") {
  series before = full();
  before.begin();
  before.begin();
  const series after = loaded(saved(before));
  CHECK(after.sent() == before.sent());
  CHECK(after.in_flight() == 0);
  for (std::size_t i = 0; i < reachd::core::outcome_count; ++i) {
    const auto how = static_cast<outcome>(i);
    CHECK(after.ended(how) == before.ended(how) + (how == outcome::stopped ? 2 : 0));
  }
  CHECK(after.skipped() == 1);
  CHECK(after.late() == 1);
  CHECK(after.late_rtt_sum() == 2s);
  CHECK(after.duplicates() == 1);
  CHECK(after.syn_retransmits() == before.syn_retransmits());
  CHECK(after.local_errors() == before.local_errors());
  CHECK(after.rtt().classic() == before.rtt().classic());
  CHECK(after.rtt().count() == 3);
  CHECK(after.rtt().sum() == 9ms);
  CHECK(after.ttl() == 64);
  CHECK(after.state_changes() == 2);
  CHECK(after.last_state_change() == before.last_state_change());
}

TEST_CASE("state, streak, evidence and the open outage go on") {
  const series before = full();
  const series after = loaded(saved(before), 2);
  CHECK(after.state().current() == state::down);
  CHECK(after.evidence().outcomes().text() == before.evidence().outcomes().text());
  CHECK(after.evidence().first_failed().at == here - 2s - 5s);
  CHECK(after.evidence().first_failed().wall == before.evidence().first_failed().wall);
  CHECK(after.evidence().cause().sender == before.evidence().cause().sender);
  REQUIRE(after.outages().current() != nullptr);
  CHECK(after.outages().current()->duration(here) == 7s);
  CHECK(after.outages().current()->declared == before.outages().current()->declared);
}

TEST_CASE("one failure short of down is still one short after the restart, and one reply of up") {
  series shaky = fresh();
  end(shaky, outcome::reply, writer.at - 3s);
  end(shaky, outcome::lost, writer.at - 2s);
  end(shaky, outcome::lost, writer.at - 1s);
  series after = loaded(saved(shaky), 1);
  CHECK(after.state().current() == state::up);
  CHECK(after.state().undecided());
  end(after, outcome::lost, here);
  CHECK(after.state().current() == state::down);

  series healing = full();
  end(healing, outcome::reply, writer.at - 100ms);
  series healed = loaded(saved(healing));
  CHECK(healed.state().current() == state::down);
  end(healed, outcome::reply, here);
  CHECK(healed.state().current() == state::up);
  CHECK(healed.outages().current() == nullptr);
}

TEST_CASE("a gap of down_after intervals leaves no verdict, and the same one again is no news") {
  series before = fresh();
  end(before, outcome::reply, writer.at - 1s);
  series after = loaded(saved(before), 3);
  CHECK(after.state().current() == state::unknown);
  CHECK(after.state_changes() == 2);
  CHECK(after.last_state_change() == saved_at + 2s);
  probe_result reply;
  reply.outcome = outcome::reply;
  after.begin();
  const auto change = after.record(reply, saved_at + 3s, here);
  REQUIRE(change.has_value());
  CHECK(change->to == state::up);
  CHECK(change->why == change_reason::resumed);
}

TEST_CASE("a memory without a verdict, of another kind of target, gives none") {
  const bytes down = saved(full());
  CHECK(loaded(down, 0, false).state().current() == state::unknown);  // its name has no address now
  series paused(state_machine(state::paused, 3, 2));
  loader with(down, reader(0s));
  REQUIRE(paused.load(with, {}));
  CHECK(paused.state().current() == state::paused);
  CHECK(paused.sent() == full().sent());
}

TEST_CASE("saved again, it is the same: nothing is lost on the way") {
  const bytes once = saved(full());
  series next = fresh();
  loader with(once, {writer.at, writer.wall, writer.at});
  REQUIRE(next.load(with, {}));
  CHECK(saved(next) == once);
}

TEST_CASE("the format is that of version 1: if this fails, raise state::version") {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::uint8_t byte : saved(full())) hash = (hash ^ byte) * 0x100000001b3;
  CHECK(hash == 11095216469660546512U);
}

TEST_CASE("damage is refused or harmless, and a refused memory changes nothing") {
  const bytes whole = saved(full());
  std::mt19937 random(4);
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    const bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(at));
    series kept = fresh();
    loader short_of(cut, reader(1s));
    CHECK_FALSE(kept.load(short_of, {}));
    CHECK(kept.sent() == 0);
    bytes flipped = whole;
    flipped[at] ^= static_cast<std::uint8_t>(1U << random() % 8);
    series other = fresh();
    loader with(flipped, reader(1s));
    const bool good = other.load(with, {});
    refused += good ? 0 : 1;
    CHECK(other.in_flight() == 0);
    CHECK(other.evidence().outcomes().text().size() <= recent_outcomes::capacity);
    if (!good) CHECK(other.sent() == 0);
  }
  CHECK(refused > 10);
}
