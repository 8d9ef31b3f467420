// SPDX-License-Identifier: Apache-2.0
#include "daemon/index_page.hpp"

#include <doctest/doctest.h>

using reachd::daemon::index_page;
using reachd::stats::state;

TEST_CASE("the page counts the targets by state and links to the others") {
  reachd::daemon::state_tally targets;
  for (const auto one : {state::up, state::up, state::paused, state::unresolved}) targets.add(one);
  const std::string page = index_page(targets, {});
  for (const char* row : {"targets</th><td>4", "up</th><td>2", "paused</th><td>1", "unresolved</th><td>1",
                          "down</th><td>0", "href=\"/metrics\"", "href=\"/-/healthy\"", "href=\"/-/ready\""}) {
    CAPTURE(row);
    CHECK(page.find(row) != std::string::npos);
  }
  CHECK(page.starts_with("<!DOCTYPE html>"));
}

TEST_CASE("a refused configuration is told with its errors, and nothing in them is markup") {
  const std::string page = index_page({}, {}, "a.yaml:1:2: error: <b>\n");
  CHECK(page.find("<pre>a.yaml:1:2: error: &lt;b&gt;\n</pre>") != std::string::npos);
  CHECK(index_page({}, {}).find("<pre>") == std::string::npos);
}

TEST_CASE("gaps and outages of the uplink are listed, the newest first, and nothing in them is markup") {
  const std::deque<reachd::daemon::entry> events{{reachd::core::wall_time(std::chrono::seconds(1)), "first"},
                                                 {reachd::core::wall_time(std::chrono::seconds(2)), "<b>&\""}};
  const std::string page = reachd::daemon::index_page({}, events);
  const auto newest = page.find("1970-01-01T00:00:02.000Z &lt;b&gt;&amp;&quot;");
  REQUIRE(newest != std::string::npos);
  CHECK(newest < page.find("1970-01-01T00:00:01.000Z first"));
}
