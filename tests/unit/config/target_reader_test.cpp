// SPDX-License-Identifier: Apache-2.0
#include "config/target_reader.hpp"

#include <chrono>

#include "config/limits.hpp"
#include "workspace.hpp"

namespace reachd::config {
namespace {

using std::chrono_literals::operator""s;

struct reading {
  explicit reading(const std::string& text, bool all_files_read = true) : got(text) {
    REQUIRE(got.content.has_value());
    problem_list list;
    target_reader reader(out, list, nullptr, all_files_read);
    const auto top = read_section(*got.content, 0, main_section, {}, list);
    reader.read_defaults(top);
    reader.read_templates(top);
    reader.read_targets(top, 0);
    target_lookup lookup = reader.lookup();
    reader.read_parents(lookup);
    problems = list.take();
  }

  parsed got;
  settings out;
  std::vector<problem> problems;
};

}  // namespace

TEST_CASE("scalars are targets, named as they are written") {
  const reading read(
      "targets:\n  - 192.168.1.1\n  - ::1\n  - fe80::1%eth0\n  - host.name\n  - tcp://[2001:db8::1]:80\n");
  REQUIRE(read.problems.empty());
  REQUIRE(read.out.targets.size() == 5);
  CHECK(read.out.targets[1].name == "::1");
  CHECK(read.out.targets[2].host == "fe80::1%eth0");
  CHECK(read.out.targets[4].name == "tcp://[2001:db8::1]:80");
  CHECK(read.out.targets[4].host == "2001:db8::1");
  CHECK(read.out.targets[4].line == 6);
}

TEST_CASE("a name given wins over the url, and the url over the host") {
  const reading read("targets: [{name: n, host: a}, {host: b}, {url: 'tcp://c:1'}]");
  CHECK(read.out.targets.at(0).name == "n");
  CHECK(read.out.targets.at(1).name == "b");
  CHECK(read.out.targets.at(2).name == "tcp://c:1");
}

TEST_CASE("precedence is defaults, templates from left to right, group, target") {
  const reading read(
      "defaults: {interval: 1s, timeout: 1s, retry: 1s, down_after: 1, up_after: 1}\n"
      "templates:\n  a: {timeout: 2s, retry: 2s, down_after: 2, up_after: 2}\n  b: {retry: 3s, down_after: 3, "
      "up_after: 3}\n"
      "groups: [{name: g, use: a, down_after: 4, up_after: 4, targets: [{host: h, use: [b], up_after: 5}]}]\n");
  REQUIRE(read.problems.empty());
  const target_settings& one = read.out.targets.at(0);
  CHECK(one.interval == 1s);
  CHECK(one.timeout == 2s);
  CHECK(one.retry == 3s);
  CHECK(one.down_after == 4);
  CHECK(one.up_after == 5);
  CHECK(one.group == "g");
}

TEST_CASE("a family is inherited like any key, and holds for names alone") {
  const reading read(
      "defaults: {family: 6}\ntemplates: {old: {family: 4}}\n"
      "groups: [{name: g, use: old, targets: [a, {host: b, family: any}, {host: c, family: ~}, 192.0.2.1]}]\n"
      "targets: [d, '::1', {name: e, probe: exec, exec: {command: [x]}}]\n");
  CHECK(first_of(read.problems) == "");
  std::string families;
  for (const auto& one : read.out.targets) families += std::to_string(static_cast<int>(one.family));
  CHECK(families == "1001220");
}

TEST_CASE("a family that contradicts what is written is refused where it stands") {
  const auto refused = [](const std::string& text) { return first_of(reading(text).problems); };
  CHECK(refused("targets: [{host: 192.0.2.1, family: 6}]") ==
        "1:37 '192.0.2.1' is an IPv4 address, beside 'family: 6'");
  CHECK(refused("defaults: {family: 4}\ntargets: [fe80::1%eth0]") ==
        "2:11 'fe80::1%eth0' is an IPv6 address, and 'family: 4' comes from defaults");
  CHECK(refused("groups: [{name: g, family: 4, targets: [{url: 'http://[::1]/'}]}]") ==
        "1:41 '::1' is an IPv6 address, and 'family: 4' comes from group 'g'");
  CHECK(refused("templates: {t: {probe: exec, exec: {command: [x]}}}\ntargets: [{name: a, use: t, family: any}]") ==
        "2:29 an exec probe has no family: reachd looks up no address for it");
}

TEST_CASE("a target can drop the templates of its group") {
  const reading read("templates: {a: {up_after: 9}}\ngroups: [{name: g, use: a, targets: [{host: h, use: ~}]}]\n");
  CHECK(read.out.targets.at(0).up_after == 2);
}

TEST_CASE("an unknown template is refused unless a file is missing that may hold it") {
  const char* text = "templates: {wan: {}}\ntargets: [{host: a, use: wna}]";
  CHECK(first_of(reading(text).problems) == "2:26 unknown template 'wna'");
  CHECK(reading(text).problems[0].hint == "did you mean 'wan'?");
  CHECK(reading(text, false).problems.empty());
}

TEST_CASE("names are unique, and an error shows both places") {
  CHECK(first_of(reading("targets:\n  - a\n  - {name: a, host: b}\n").problems) ==
        "3:12 two targets are called 'a'; the first is at t.yaml:2:5");
  CHECK(first_of(reading("groups: [{name: g, targets: [a]}, {name: g, targets: [b]}]").problems).find("two groups") !=
        std::string::npos);
}

TEST_CASE("a broken item does not hide what is wrong with the next") {
  const reading read("targets:\n  - [x]\n  - 127.1\n  - {host: a, port: 0}\n  - {}\n  - ok\n");
  CHECK(read.problems.size() == 4);
  CHECK(read.out.targets.back().name == "ok");
}

TEST_CASE("a target that has something wrong is still known by its name") {
  const reading read("targets:\n  - {name: gw, host: 127.1}\n  - {host: a, parent: gw}\n  - {name: gw, host: b}\n");
  REQUIRE(read.problems.size() == 2);
  CHECK(first_of(read.problems).starts_with("2:22 '127.1' is no IPv4 address"));
  CHECK(read.problems[1].message.starts_with("two targets are called 'gw'"));
}

TEST_CASE("no target is called unknown while targets are missing") {
  CHECK(reading("targets: [{host: a, parent: b}]", false).problems.empty());
  for (const char* lost :
       {"groups: {name: g, targets: [b]}", "groups: [b]", "groups: [{name: g}]", "groups: [{name: g, targets: b}]"}) {
    CAPTURE(lost);
    CHECK(reading(std::string(lost) + "\ntargets: [{host: a, parent: b}]").problems.size() == 1);
  }
}

TEST_CASE("groups need a name and targets") {
  CHECK(reading("groups: [{}]").problems.size() == 2);
  CHECK(first_of(reading("groups: [a]").problems) == "1:10 a group must be a map, not 'a'");
  CHECK(first_of(reading("groups: [{name: g, targets: []}]").problems) == "1:20 'targets' is empty");
}

TEST_CASE("a list that names itself a hundred times ends at the limit of problems") {
  std::string text = "groups:\n  - {name: g0, targets: &t [";
  for (int at = 0; at < 200; ++at) text += "h" + std::to_string(at) + ", ";
  text += "]}\n";
  for (int at = 1; at < 100; ++at) text += "  - {name: g" + std::to_string(at) + ", targets: *t}\n";
  const reading read(text);
  CHECK(read.out.targets.size() == 200);
  CHECK(read.problems.size() == max_problems);
}

TEST_CASE("each target and each group asks what it wrote itself, and not what stood there before it") {
  std::string text = "targets:\n";
  for (int at = 0; at < 50; ++at) {
    text += "  - {url: 'http://h" + std::to_string(at) + "/', http: {method: M" + std::to_string(at) + "}}\n";
  }
  text += "groups:\n";
  for (int at = 50; at < 100; ++at) {
    const std::string number = std::to_string(at);
    text += "  - {name: g" + number + ", http: {method: M" + number + "}, targets: ['http://h" + number + "/']}\n";
  }
  const reading read(text);
  REQUIRE(read.problems.empty());
  REQUIRE(read.out.targets.size() == 100);
  for (const target_settings& one : read.out.targets) {
    const auto* const how = options::get<options::http>(one.asks);
    REQUIRE(how != nullptr);
    CHECK(how->method == "M" + one.host.substr(1));
  }
}

}  // namespace reachd::config
