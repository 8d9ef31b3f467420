// SPDX-License-Identifier: Apache-2.0
#include "stats/evidence.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using reachd::core::instant;
using reachd::core::outcome;
using reachd::core::probe_result;
using reachd::core::wall_time;
using reachd::stats::evidence;
using reachd::stats::recent_outcomes;

namespace {

probe_result ended(outcome how, reachd::core::nanoseconds sent) {
  probe_result result;
  result.outcome = how;
  result.sent_at = instant(sent);
  result.sent = wall_time(1000h + sent);
  return result;
}

/// One probe a second from 1 s on, by its letter: `.` answered, `x` lost, `e` not sent.
evidence seen(std::string_view letters) {
  evidence out;
  auto at = 1s;
  for (const char letter : letters) {
    out.record(ended(letter == '.' ? outcome::reply : letter == 'x' ? outcome::lost : outcome::local_error, at));
    at += 1s;
  }
  return out;
}

}  // namespace

TEST_CASE("the newest sixteen outcomes, the oldest first") {
  recent_outcomes kept;
  CHECK(kept.text().empty());
  for (std::size_t how = 0; how < reachd::core::outcome_count; ++how) kept.push(static_cast<outcome>(how));
  CHECK(kept.text() == ".xurmes");
  CHECK(kept.size() == 7);
  for (int i = 0; i < 14; ++i) kept.push(outcome::lost);
  CHECK(kept.text() == "esxxxxxxxxxxxxxx");
  CHECK(kept.size() == recent_outcomes::capacity);
}

TEST_CASE("what a person asks about: the first and last lost, the last answered, the ICMP error") {
  evidence kept;
  kept.record(ended(outcome::reply, 1s));
  probe_result unreachable = ended(outcome::unreachable, 2s);
  unreachable.cause = {.type = 3, .code = 1, .sender = {}};
  kept.record(unreachable);
  kept.record(ended(outcome::lost, 3s));
  CHECK(kept.last_reply().at == instant(1s));
  CHECK(kept.last_reply().wall == wall_time(1000h + 1s));
  CHECK(kept.first_failed().at == instant(2s));
  CHECK(kept.last_failed().at == instant(3s));
  CHECK(kept.failed_as() == outcome::lost);
  CHECK(kept.cause().type == 3);
  CHECK_FALSE(kept.first_reply().known());
  kept.record(ended(outcome::reply, 4s));
  kept.record(ended(outcome::reply, 5s));
  CHECK(kept.first_reply().at == instant(4s));
  kept.record(ended(outcome::lost, 6s));
  CHECK(kept.first_failed().at == instant(6s));
  CHECK(kept.cause().type == 0);
}

TEST_CASE("probes that were stopped are no evidence") {
  evidence kept = seen(".x");
  kept.record(ended(outcome::stopped, 9s));
  CHECK(kept.outcomes().text() == ".x");
  CHECK(kept.last_failed().at == instant(2s));
}

TEST_CASE("rows are in the order of sending: what a reply to a later probe has overtaken is in none") {
  evidence kept;
  CHECK(kept.record(ended(outcome::reply, 1s)));
  CHECK(kept.record(ended(outcome::lost, 2s)));
  CHECK(kept.record(ended(outcome::reply, 7s)));
  for (const auto sent : {3s, 4s, 5s, 6s}) CHECK_FALSE(kept.record(ended(outcome::lost, sent)));
  CHECK(kept.outcomes().text() == ".x.xxxx");
  CHECK(kept.first_reply().at == instant(7s));
  CHECK(kept.first_counted() == instant());
  CHECK(kept.record(ended(outcome::lost, 8s)));
  CHECK(kept.first_failed().at == instant(8s));
}

TEST_CASE("the last answered probe is the one that was sent last, the first of a row the one that was sent first") {
  evidence kept;
  for (const auto sent : {5s, 4s, 6s, 3s}) CHECK(kept.record(ended(outcome::reply, sent)));
  CHECK(kept.last_reply().at == instant(6s));
  CHECK(kept.first_reply().at == instant(3s));
}
