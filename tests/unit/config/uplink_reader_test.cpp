// SPDX-License-Identifier: Apache-2.0
#include "config/uplink_reader.hpp"

#include "workspace.hpp"

namespace reachd::config {
namespace {

using mode = uplink_settings::mode;

uplink_settings uplink_of(const std::string& text) {
  const workspace here;
  const auto got = here.load(text + "\ntargets: [a, {name: b, host: h, paused: true}, c]\n");
  REQUIRE(render(got.problems).empty());
  return got.value.uplink;
}

std::vector<problem> problems_of(const std::string& text) {
  const workspace here;
  return here.load(text + "\ntargets: [a, b]\n").problems;
}

}  // namespace

TEST_CASE("without the key, and with null, the uplink is judged by the default route's gateway") {
  CHECK(uplink_of("").by == mode::automatic);
  CHECK(uplink_of("uplink:").by == mode::automatic);
  CHECK(uplink_of("uplink: ~").by == mode::automatic);
}

TEST_CASE("off is a word, plain or quoted") {
  CHECK(uplink_of("uplink: off").by == mode::off);
  CHECK(uplink_of("uplink: 'off'").by == mode::off);
  CHECK(uplink_of("uplink: off").targets.empty());
}

TEST_CASE("targets are named one or many, in their order, known before or after") {
  CHECK(uplink_of("uplink: {targets: c}").targets == std::vector<std::uint32_t>{2});
  const auto many = uplink_of("uplink:\n  targets:\n    - c\n    - a");
  CHECK(many.by == mode::targets);
  CHECK(many.targets == std::vector<std::uint32_t>{2, 0});
}

TEST_CASE("no target at all is refused at the key that names none") {
  CHECK(first_of(problems_of("uplink: {}")) == "1:1 'uplink' names no target");
  CHECK(first_of(problems_of("uplink: {targets: }")) == "1:10 'uplink' names no target");
  CHECK(first_of(problems_of("uplink: {targets: []}")) == "1:10 'uplink' names no target");
}

TEST_CASE("each wrong name is refused at its place") {
  const auto got = problems_of("uplink: {targets: [a, x, a, x, [b]]}");
  REQUIRE(got.size() == 1);  // an item that is no text makes the list wrong, and the names wait for that
  CHECK(first_of(got) == "1:32 'targets' is a list of text, and this is a list");
  const auto names = problems_of("uplink: {targets: [a, x, a, x, A]}");
  REQUIRE(names.size() == 4);
  CHECK(first_of(names) == "1:23 unknown target 'x'");
  CHECK(names[1].message == "'a' is listed twice");
  CHECK(names[2].message == "'x' is listed twice");
  CHECK(names[3].hint == "did you mean 'a'?");
}

TEST_CASE("paused targets alone judge nothing, and are refused at the key that names them") {
  const auto refused = [](const std::string& names) {
    const workspace here;
    return here
        .load("uplink: {targets: " + names +
              "}\ntargets: [a, {name: b, host: h, paused: true}, {name: c, host: i, paused: true}]\n")
        .problems;
  };
  CHECK(first_of(refused("b")) == "1:10 'uplink' names only paused targets, so it would never be judged");
  CHECK(first_of(refused("[b, c]")) == "1:10 'uplink' names only paused targets, so it would never be judged");
  CHECK(refused("[b, a]").empty());
  CHECK(refused("[b, x]").size() == 1);  // the unknown one
}

TEST_CASE("an included file has no uplink") {
  const workspace here;
  here.write("inc.yaml", "uplink: off\n");
  const auto got = here.load("include: inc.yaml\ntargets: [a]\n");
  CHECK(first_of(got.problems) == "1:1 'uplink' cannot be set in an included file");
  CHECK(got.problems.at(0).hint == "write it in the main file");
}

}  // namespace reachd::config
