// SPDX-License-Identifier: Apache-2.0
#include "config/parent_links.hpp"

#include "config/limits.hpp"
#include "workspace.hpp"

namespace reachd::config {
namespace {

/// "child<parent" of all targets that have one.
std::string parents_of(const load_result& got) {
  REQUIRE(render(got.problems).empty());
  std::string out;
  for (const target_settings& one : got.value.targets) {
    if (one.parent) out += (out.empty() ? "" : " ") + one.name + "<" + got.value.targets.at(*one.parent).name;
  }
  return out;
}

/// h0, and `count` more below each other.
std::string chain(std::size_t count) {
  std::string out = "targets:\n  - h0\n";
  for (std::size_t at = 1; at <= count; ++at) {
    out += "  - {host: h" + std::to_string(at) + ", parent: h" + std::to_string(at - 1) + "}\n";
  }
  return out;
}

/// h0, … each below the next, the last below h0.
std::string cycle(std::size_t count) {
  std::string out = "targets:\n";
  for (std::size_t at = 0; at < count; ++at) {
    out += "  - {host: h" + std::to_string(at) + ", parent: h" + std::to_string((at + 1) % count) + "}\n";
  }
  return out;
}

}  // namespace

TEST_CASE("a parent may stand before or after its children, be paused, and be named by any level") {
  const workspace here;
  CHECK(parents_of(here.load("targets: [{host: a, parent: gw}, {host: gw, paused: true}, {host: b, parent: gw}]")) ==
        "a<gw b<gw");
  CHECK(parents_of(here.load("defaults: {parent: x}\ntemplates: {t: {parent: y}}\ntargets: [{host: x}, {host: y},\n"
                             " {host: a, use: t}, {host: b, use: t, parent: a}, {host: c, parent: ~}]")) ==
        "y<x a<y b<a");
  CHECK(parents_of(here.load("targets: [{name: 'tcp://a:1', host: a}, {host: b, parent: 'tcp://a:1'}]")) ==
        "b<tcp://a:1");
}

TEST_CASE("what inherits itself as parent has none") {
  const workspace here;
  CHECK(parents_of(here.load("defaults: {parent: gw}\ntargets: [a, gw, b]")) == "a<gw b<gw");
  CHECK(parents_of(here.load("defaults: {parent: isp}\ngroups: [{name: g, parent: gw, targets: [gw, a]}]\n"
                             "targets: [isp]")) == "a<gw");
  CHECK(parents_of(here.load("templates: {t: {parent: gw}}\ntargets: [{host: gw, use: t}]")).empty());
}

TEST_CASE("what names itself as parent is refused, also beside a default that says the same") {
  const workspace here;
  const auto got = here.load("defaults: {parent: gw}\ntargets:\n  - {host: gw, parent: gw}\n");
  REQUIRE(got.problems.size() == 1);
  CHECK(first_of(got.problems) == "3:24 'gw' is its own parent");
}

TEST_CASE("a cycle is refused once, whole, at the first parent that a target of it names itself") {
  const workspace here;
  const auto two = here.load(
      "targets:\n  - {host: x, parent: a}\n  - {host: a, parent: b}\n  - {host: b, parent: a}\n"
      "  - {host: c, parent: d}\n  - {host: d, parent: c}\n");
  REQUIRE(two.problems.size() == 2);
  CHECK(first_of(two.problems) == "3:23 a cycle of parents: a → b → a");
  CHECK(two.problems[1].message == "a cycle of parents: c → d → c");
  const auto groups = here.load(
      "groups:\n  - {name: g, parent: b, targets: [a]}\n  - {name: h, parent: a, targets: [b]}\ntargets: [x]\n");
  CHECK(first_of(groups.problems) == "2:23 a cycle of parents: a → b → a");
  CHECK(groups.problems.at(0).hint == "'a' inherits its parent: write 'parent: null' in it");
}

TEST_CASE("of a long cycle the beginning is shown") {
  const workspace here;
  CHECK(here.load(cycle(max_parents)).problems.at(0).message.ends_with("→ h14 → h15 → h0"));
  const auto got = here.load(cycle(50'000));
  REQUIRE(got.problems.size() == 1);
  CHECK(got.problems[0].message.ends_with("→ h14 → h15 → … (50000 targets) → h0"));
}

TEST_CASE("so many parents and no more, said once for a chain") {
  const workspace here;
  CHECK(here.load(chain(max_parents)).ok());
  const auto got = here.load(chain(50'000));
  REQUIRE(got.problems.size() == 1);
  CHECK(first_of(got.problems) == "19:25 'h17' has more than 16 parents above it");
}

TEST_CASE("a wrong name is refused where it stands, once, though no target or many take it") {
  const workspace here;
  const auto got = here.load(
      "defaults: {parent: nobody}\ntemplates:\n  t: {parent: nowhere}\n"
      "groups: [{name: g, parent: never, targets: [{host: x, parent: ~}]}]\ntargets: [a, b, c]\n");
  REQUIRE(got.problems.size() == 3);
  CHECK(first_of(got.problems) == "1:20 unknown target 'nobody'");
  CHECK(got.problems[1].where.line == 3);
  CHECK(got.problems[2].where.line == 4);
}

}  // namespace reachd::config
