// SPDX-License-Identifier: Apache-2.0
#include "icmp/ended_echoes.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

#include "support/packets.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using icmp::ended_echo;
using icmp::ended_echoes;
using icmp::reject_reason;

namespace {

const wire::siphash_key key{std::byte{9}};

struct filled {
  ended_echoes echoes{key};
  core::instant now{1000h};

  /// An echo that was sent now.
  icmp::in_flight_slot slot;
  wire::echo_identity add(std::uint32_t index, std::uint32_t generation, core::nanoseconds timeout = 1s,
                          std::uint64_t sequence = 5) {
    slot.index = index;
    slot.generation = generation;
    slot.sequence = sequence;
    slot.timeout = timeout;
    slot.sent.monotonic = now;
    echoes.add(ended_echo(slot, false, now), now);
    return {.token = wire::make_token(key, index, generation, slot.target, sequence),
            .slot = index,
            .generation = generation};
  }
  bool knows(const wire::echo_identity& identity) {
    const auto found = echoes.find(identity);
    return found && (*found)->ref().index == identity.slot && (*found)->ref().generation == identity.generation;
  }
};

}  // namespace

TEST_CASE_FIXTURE(filled, "an echo is found by its whole identity, and what is wrong with another is said") {
  const auto right = add(3, 17);
  REQUIRE(knows(right));
  CHECK((*echoes.find(right))->sequence() == 5);
  auto wrong = right;
  wrong.token ^= 1;
  CHECK(echoes.find(wrong).error() == reject_reason::token);
  wrong = right;
  wrong.generation = 18;
  CHECK(echoes.find(wrong).error() == reject_reason::stale);
  wrong = right;
  wrong.slot = 4;
  CHECK(echoes.find(wrong).error() == reject_reason::stale);
  CHECK(ended_echoes(key).find(right).error() == reject_reason::stale);
}

TEST_CASE_FIXTURE(filled, "what is past when it ends is kept for a moment") {
  slot.sent.monotonic = now;
  slot.timeout = 1s;
  const ended_echo old(slot, false, now);
  now = old.until() + 1h;
  echoes.add(old, now);
  const wire::echo_identity identity{
      .token = wire::make_token(key, 0, 0, slot.target, 0), .slot = slot.index, .generation = slot.generation};
  for (int count = 0; count < 100; ++count, now += 2500us) {
    REQUIRE(knows(identity));
    add(1, static_cast<std::uint32_t>(count));
  }
  now += 250ms;
  for (std::uint32_t generation = 1; generation < 100; ++generation) add(0, generation);
  CHECK_FALSE(knows(identity));
}

TEST_CASE_FIXTURE(filled, "an echo is known until its end, while thousands of others come and go") {
  const auto kept = add(0, 1, 20ms);
  const core::instant end = now + 220ms;
  for (std::uint32_t generation = 2; now < end; ++generation, now += 10us) {
    add(generation % 512, generation, 1ms);
    REQUIRE(knows(kept));
  }
  now += 2s;
  for (std::uint32_t generation = 1'000'000; generation < 1'001'000; ++generation) add(1, generation, 1ms);
  CHECK_FALSE(knows(kept));
}

TEST_CASE_FIXTURE(filled, "random echoes are known as a map knows them, through many rounds of the lists") {
  std::mt19937 random(3);
  struct expected {
    wire::echo_identity identity;
    core::instant until;
  };
  std::multimap<core::instant, expected> known;
  std::uint32_t generation = 0;
  for (int step = 0; step < 200'000; ++step) {
    now += core::nanoseconds(static_cast<std::int64_t>(random() % 8'000'000));
    if (random() % 5000 == 0) now += std::chrono::seconds(random() % 400);
    const auto timeout = std::chrono::milliseconds(1 + (random() % 4 == 0 ? random() % 60'000 : random() % 500));
    const auto identity = add(static_cast<std::uint32_t>(random() % 700), ++generation, timeout, random());
    const core::nanoseconds keep = timeout + std::min<core::nanoseconds>(10 * timeout, 60s);
    known.emplace(now + keep, expected{identity, now + keep});
    while (!known.empty() && known.begin()->first < now) known.erase(known.begin());
    REQUIRE(echoes.size() >= known.size());
    if (step % 500 != 0) continue;
    for (const auto& [until, one] : known) REQUIRE(knows(one.identity));
  }
  CHECK(known.size() > 100);
}

TEST_CASE_FIXTURE(filled, "memory follows what is kept, and is used again") {
  std::uint32_t generation = 0;
  std::size_t most = 0;
  for (int second = 0; second < 60; ++second) {
    for (int count = 0; count < 5000; ++count, now += 200us) add(0, ++generation, 500ms);
    if (second == 29) most = echoes.capacity();
  }
  // 5.5 s are kept, to a quarter of a second, and some time passes until what is past is given back.
  CHECK(most >= 27'500);
  CHECK(most < 31'300);
  CHECK(echoes.capacity() <= most + 100);
  CHECK(echoes.size() <= echoes.capacity());
}

TEST_CASE_FIXTURE(filled, "after a pause of any length what is past is given back in steps") {
  for (const core::nanoseconds pause : {core::nanoseconds(5s), core::nanoseconds(127s), core::nanoseconds(128s),
                                        core::nanoseconds(129s), core::nanoseconds(10h)}) {
    const std::uint32_t first = static_cast<std::uint32_t>(now.time_since_epoch() / 1s) * 10'000;
    for (std::uint32_t count = 0; count < 8000; ++count, now += 10us) add(0, first + count, 100ms);
    const std::size_t full = echoes.size();
    CHECK(full >= 8000);
    now += pause;
    for (std::uint32_t count = 0; count < 32; ++count) add(1, first + count, 100ms);
    CHECK(echoes.size() >= full + 32 - 3 * 32);
    for (std::uint32_t count = 32; count < 8000; ++count) add(1, first + count, 100ms);
    CHECK(echoes.size() <= 8000 + 16);
    CHECK(echoes.capacity() < 8000 + 1000);
    now += pause;
  }
}

TEST_CASE_FIXTURE(filled, "a hundred thousand are found as the hash grows with them") {
  std::vector<wire::echo_identity> all;
  for (std::uint32_t count = 0; count < 100'000; ++count) all.push_back(add(count, 1 + count % 7, 60s));
  bool every = true;
  for (const auto& one : all) every = every && knows(one);
  CHECK(every);
}
