// SPDX-License-Identifier: Apache-2.0
#include "config/explanation.hpp"

#include <algorithm>

#include "workspace.hpp"

namespace reachd::config {
namespace {

/// "KEY VALUE LINE:COLUMN WHO" of each value; "KEY VALUE WHO" of what stands nowhere.
std::vector<std::string> explain(const std::string& name, const std::string& text) {
  const workspace here;
  explainer watcher(name);
  const auto got = load(here.write("main.yaml", text), &watcher);
  CAPTURE(render(got.problems));
  REQUIRE(got.ok());
  REQUIRE(watcher.found());
  CHECK(watcher.found()->name == name);
  std::vector<std::string> out;
  for (const explained_value& one : watcher.found()->values) {
    std::string line = one.key + " " + one.value + " ";
    if (one.where.line > 0) {
      CHECK(one.where.file == here.path("main.yaml"));
      line += std::to_string(one.where.line) + ":" + std::to_string(one.where.column) + " ";
    }
    out.push_back(line + one.said_by);
  }
  return out;
}

}  // namespace

TEST_CASE("a bare line has its name and its host, and the rest is built in") {
  CHECK(explain("192.0.2.1", "targets:\n  - 192.0.2.1") ==
        std::vector<std::string>{"name 192.0.2.1 2:5 target", "host 192.0.2.1 2:5 target", "probe icmp built in",
                                 "interval 1s built in: 1s for icmp and tcp, 30s for the others",
                                 "timeout 1s built in: the interval, at most 5s",
                                 "retry 1s built in: the interval, at most 5s", "down_after 3 built in",
                                 "up_after 2 built in", "paused false built in"});
}

TEST_CASE("each value comes from the level that says it") {
  const auto got = explain("db",
                           "defaults: {interval: 10s, timeout: 3s, parent: gw}\n"
                           "templates:\n  ssh: {port: 22, up_after: 4, labels: {a: 1, b: 1}}\n"
                           "groups:\n  - name: core\n    use: ssh\n    retry: 2s\n    labels: {b: 2}\n"
                           "    targets:\n      - {name: db, host: ::1, timeout: ~}\n"
                           "targets: [gw]\n");
  std::string all;
  for (const std::string& line : got) all += line + "\n";
  CHECK(all ==
        "name db 10:16 target\n"
        "group core 5:11 group 'core'\n"
        "host \"::1\" 10:26 target\n"
        "probe tcp 3:15 template 'ssh'\n"
        "port 22 3:15 template 'ssh'\n"
        "interval 10s 1:22 defaults\n"
        "timeout 5s 10:40 built in: the interval, at most 5s, by null in target\n"
        "retry 2s 7:12 group 'core'\n"
        "down_after 3 built in\n"
        "up_after 4 3:29 template 'ssh'\n"
        "paused false built in\n"
        "parent gw 1:48 defaults\n"
        "labels.a \"1\" 3:44 template 'ssh'\n"
        "labels.b \"2\" 8:17 group 'core'\n");
}

TEST_CASE("the keys of icmp stand beside the others") {
  const auto got = explain("a", "defaults: {ttl: 9}\ntargets:\n  - {host: a, dscp: EF, burst: {count: 3}}");
  CHECK(got.size() == 14);
  CHECK(std::ranges::count(got, "ttl 9 1:17 defaults") == 1);
  CHECK(std::ranges::count(got, "dscp EF 3:21 target") == 1);
  CHECK(std::ranges::count(got, "burst.count 3 3:40 target") == 1);
}

TEST_CASE("of a name it is told which addresses are meant") {
  const std::string text = "defaults: {address: all}\ntargets: [{host: a, family: both}, 192.0.2.1]\n";
  const auto named = explain("a", text);
  CHECK(named.at(3) == "family both 2:29 target");
  CHECK(named.at(4) == "address all 1:21 defaults");
  CHECK(explain("192.0.2.1", text).at(3) == "address all 1:21 defaults");
}

TEST_CASE("a parent that is the target itself, or null, is none") {
  const std::string text = "defaults: {parent: gw}\ntargets: [gw, {host: a, parent: ~}]\n";
  CHECK(explain("gw", text).back() == "parent null 1:20 defaults, which names this target itself");
  CHECK(explain("a", text).back() == "parent null 2:33 built in: none, by null in target");
}

TEST_CASE("a target that is not there is not found") {
  const workspace here;
  explainer watcher("x");
  CHECK(load(here.write("main.yaml", "targets: [a]"), &watcher).ok());
  CHECK_FALSE(watcher.found());
}

}  // namespace reachd::config
