// SPDX-License-Identifier: Apache-2.0
#include "config/problem.hpp"

#include <doctest/doctest.h>

#include "config/limits.hpp"
#include "config/source.hpp"

using reachd::config::max_problems;
using reachd::config::problem;
using reachd::config::problem_list;
using reachd::config::render;
using reachd::config::source;

TEST_CASE("an error shows its place, its line and a caret") {
  const source text("/etc/reachd.yaml", "a\n  wan:  {probe: icmp, intervl: 1s}\n");
  const problem one = text.problem_at(24, 7, {"unknown key 'intervl'", "did you mean 'interval'?"});
  CHECK(render({&one, 1}) ==
        "/etc/reachd.yaml:2:23: error: unknown key 'intervl'; did you mean 'interval'?\n"
        "    2 |   wan:  {probe: icmp, intervl: 1s}\n"
        "      |                       ^~~~~~~\n");
}

TEST_CASE("an error of a whole file has no line") {
  problem one;
  one.where.file = "x\x1B.yaml";
  one.message = "missing";
  CHECK(render({&one, 1}) == "x\xEF\xBF\xBD.yaml: error: missing\n");
}

TEST_CASE("twenty errors are shown and the others counted") {
  problem_list list;
  for (int at = 0; at < 25; ++at) list.add({});
  const auto block = render(list.take());
  CHECK(block.ends_with("and 5 more\n"));
  problem_list full;
  for (std::size_t at = 0; at < 2 * max_problems; ++at) full.add({});
  CHECK(full.full());
  CHECK(render(full.take()).ends_with("and at least 980 more\n"));
}
