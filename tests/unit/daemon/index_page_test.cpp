// SPDX-License-Identifier: Apache-2.0
#include "daemon/index_page.hpp"

#include <doctest/doctest.h>

#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::daemon::index_page;
using reachd::test::every;
using reachd::test::world;

TEST_CASE("the page counts the targets by state and links to the others") {
  world w;
  w.prober.answer = reachd::core::outcome::reply;
  w.add(every(1s));
  w.add(every(1s));
  auto paused = every(1s);
  paused.paused = true;
  w.add(paused);
  w.add(every(1s, "no.such.name"));
  w.loop.run_for(2s);
  const std::string page = index_page(w.targets);
  for (const char* row : {"targets</th><td>4", "up</th><td>2", "paused</th><td>1", "unresolved</th><td>1",
                          "down</th><td>0", "href=\"/metrics\"", "href=\"/-/healthy\"", "href=\"/-/ready\""}) {
    CAPTURE(row);
    CHECK(page.find(row) != std::string::npos);
  }
  CHECK(page.starts_with("<!DOCTYPE html>"));
  w.stop();
}
