// SPDX-License-Identifier: Apache-2.0
#include "config/read_section.hpp"

#include "workspace.hpp"

namespace reachd::config {
namespace {

struct reading {
  explicit reading(const std::string& text, const section& kind = target_section) : got(text) {
    REQUIRE(got.content.has_value());
    problem_list list;
    values = read_section(*got.content, got.content->root(), kind, "x", list);
    problems = list.take();
  }

  parsed got;
  section_values values;
  std::vector<problem> problems;
};

}  // namespace

TEST_CASE("values are read by their type") {
  const reading read("{host: a, port: 80, interval: 1m30s, paused: true, probe: tcp, down_after: ~}");
  CHECK(read.problems.empty());
  CHECK(read.values.at[key_host].text == "a");
  CHECK(read.values.at[key_port].number == 80);
  CHECK(read.values.at[key_interval].number == 90'000'000'000);
  CHECK(read.values.at[key_paused].number == 1);
  CHECK(read.values.at[key_probe].number == 1);
  CHECK(read.values.at[key_down_after].is == value::state::null);
  CHECK(read.values.at[key_up_after].is == value::state::unset);
}

TEST_CASE("all that is wrong in a map is found in one pass") {
  const reading read("{hots: a, port: x, interval: 5, labels: [], use: {}, name: '', timeout: [1s]}");
  CHECK(read.problems.size() == 7);
  CHECK(first_of(read.problems) == "1:2 unknown key 'hots' in target 'x'");
  CHECK(read.problems.front().hint == "did you mean 'host'?");
  CHECK(read.values.at[key_port].is == value::state::wrong);
}

TEST_CASE("a known key in the wrong place says where it belongs") {
  CHECK(first_of(reading("{host: a}", template_section).problems) == "1:2 'host' cannot be set in template 'x'");
  CHECK(reading("{host: a}", group_section).problems[0].hint == "write it in each target");
  CHECK(reading("{use: a}", template_section).problems[0].hint == "write it in targets or groups");
  CHECK(reading("{web: {}}", included_section).problems[0].hint == "write it in the main file");
}

TEST_CASE("text is bounded and holds no control characters") {
  CHECK(first_of(reading("{name: \"a\\e[31m\"}").problems) == "1:8 'name' must not hold control characters");
  CHECK(first_of(reading("{name: " + std::string(600, 'a') + "}").problems).find("longer than 512") !=
        std::string::npos);
  CHECK(first_of(reading("{name: {a: 1}}").problems) == "1:8 'name' must be text, not a map");
}

TEST_CASE("a key may be off or a map, and a map is left to its own table") {
  CHECK(reading("{uplink: off}", main_section).values.at[key_uplink].set());
  const reading map("{uplink: {nonsense: 1}}", main_section);
  CHECK(map.problems.empty());
  CHECK(map.values.at[key_uplink].set());
  CHECK(reading("{uplink: ~}", main_section).values.at[key_uplink].is == value::state::null);
  const reading list("{uplink: [off]}", main_section);
  CHECK(first_of(list.problems) == "1:10 'uplink' must be off or a map of keys to values, not a list");
  CHECK(list.values.at[key_uplink].is == value::state::wrong);
}

TEST_CASE("a list of text takes one text as well") {
  std::size_t count = 0;
  const reading one("{use: a}");
  for_each_text(one.values, one.values.at[key_use], [&](node_index) { ++count; });
  const reading two("{use: [a, b]}");
  for_each_text(two.values, two.values.at[key_use], [&](node_index) { ++count; });
  CHECK(count == 3);
  CHECK(first_of(reading("{use: [a, [b]]}").problems) == "1:11 'use' is a list of text, and this is a list");
}

}  // namespace reachd::config
