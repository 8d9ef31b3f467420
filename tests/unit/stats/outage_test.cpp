// SPDX-License-Identifier: Apache-2.0
#include "stats/outage.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using reachd::core::instant;
using reachd::core::outcome;
using reachd::core::wall_time;
using reachd::stats::evidence;
using reachd::stats::outage_log;

namespace {

void add(evidence& to, outcome how, std::chrono::seconds sent) {
  reachd::core::probe_result result;
  result.outcome = how;
  result.sent_at = instant(sent);
  result.sent = wall_time(1000h + sent);
  to.record(result);
}

}  // namespace

TEST_CASE("an outage lasts until it is ended, and knows how long") {
  outage_log log;
  evidence grounds;
  add(grounds, outcome::reply, 1s);
  add(grounds, outcome::refused, 2s);
  add(grounds, outcome::refused, 3s);
  CHECK(log.current() == nullptr);
  log.begin(grounds, wall_time(1000h + 4s));
  REQUIRE(log.current() != nullptr);
  CHECK(log.current()->duration(instant(10s)) == 8s);
  CHECK(log.current()->how == outcome::refused);
  CHECK(log.current()->declared == wall_time(1000h + 4s));
  add(grounds, outcome::reply, 12s);
  const auto* closed = log.end(grounds);
  REQUIRE(closed != nullptr);
  CHECK(closed->duration(instant(99s)) == 10s);
  CHECK(closed->last_reply.at == instant(1s));
  CHECK(log.current() == nullptr);
}

TEST_CASE("down again without a reply in between is the same outage") {
  outage_log log;
  evidence grounds;
  add(grounds, outcome::lost, 2s);
  log.begin(grounds, wall_time(3s));
  add(grounds, outcome::lost, 9s);
  log.begin(grounds, wall_time(10s));
  CHECK(log.all().size() == 1);
  CHECK(log.current()->first_lost.at == instant(2s));
}

TEST_CASE("an end without a beginning is nothing, and only the newest are kept") {
  outage_log log;
  evidence grounds;
  CHECK(log.end(grounds) == nullptr);
  for (int i = 1; i <= 20; ++i) {
    add(grounds, outcome::lost, std::chrono::seconds(10 * i));
    log.begin(grounds, wall_time(std::chrono::seconds(i)));
    add(grounds, outcome::reply, std::chrono::seconds(10 * i + 5));
    log.end(grounds);
  }
  REQUIRE(log.all().size() == outage_log::most_kept);
  CHECK(log.all().front().first_lost.at == instant(130s));
  CHECK(log.all().back().first_lost.at == instant(200s));
}
