// SPDX-License-Identifier: Apache-2.0
#include "config/dump.hpp"

#include <filesystem>
#include <random>

#include "config/difference.hpp"
#include "workspace.hpp"

namespace reachd::config {
namespace {

std::vector<std::string> uplink_names(const settings& of) {
  std::vector<std::string> out;
  for (const std::uint32_t one : of.uplink.targets) out.push_back(of.targets[one].name);
  return out;
}

/// Loads `first` and its dump, and wants both to mean the same.
std::string check_dump(const load_result& first) {
  CAPTURE(render(first.problems));
  REQUIRE(first.ok());
  const workspace here;
  const std::string text = dump(first.value);
  CAPTURE(text);
  const load_result second = here.load(text);
  CAPTURE(render(second.problems));
  REQUIRE(second.ok());
  const settings& was = first.value;
  const settings& is = second.value;
  CHECK(compare(was, is).summary() == "+0 \u22120 ~0 =" + std::to_string(was.targets.size()));
  CHECK(was.listen == is.listen);
  CHECK(was.lifecycle == is.lifecycle);
  CHECK(was.level == is.level);
  CHECK(was.format == is.format);
  CHECK(was.uplink.by == is.uplink.by);
  CHECK(uplink_names(was) == uplink_names(is));
  const std::string again = dump(is);
  CHECK(again.substr(again.find('\n')) == text.substr(text.find('\n')));
  return text;
}

/// A configuration of every key, drawn at random.
std::string draw(std::mt19937& random) {
  const auto pick = [&random](std::initializer_list<const char*> choices) {
    return std::string(choices.begin()[random() % choices.size()]);
  };
  const auto keys = [&] {
    return pick({"interval: 20ms", "interval: 1.5ms, timeout: 1.25ms", "interval: 1m30s", "timeout: 3s"}) +
           pick({"", ", down_after: 7", ", paused: true"}) +
           pick({"", ", retry: 0.0125s", ", labels: {a: 'x y', 'null': yes, b: \"\\\"\"}"});
  };
  std::string keys_of_defaults = keys();
  if (keys_of_defaults.starts_with("interval: 1.5ms")) keys_of_defaults = "interval: 12.5ms";
  keys_of_defaults += pick({"", ", dscp: EF, df: true", ", size: 99, burst: {count: 2, gap: 1ms}, interface: lo"});
  std::string out = "web: {listen: ['127.0.0.1:1', '[::1]:2'], lifecycle: " + pick({"true", "false"}) + "}\n";
  out += "log: {level: " + pick({"debug", "error"}) + ", format: json}\n";
  out += "uplink: " + pick({"off", "{targets: [t0, t1]}", "null"}) + "\ndefaults: {" + keys_of_defaults + "}\n";
  out += "templates: {wan: {timeout: 70ms, up_after: 4, labels: {a: wan, c: ~}}}\ntargets:\n";
  for (int at = 0; at < 8; ++at) {
    std::string more = at == 0 ? "paused: false" : keys();  // one that the uplink can be judged by
    if (more.starts_with("interval: 1.5ms")) more = "interval: 10.000001ms";
    out += "  - {name: t" + std::to_string(at) + ", " +
           pick({"host: yes.example", "url: 'tcp://[::1]:8'", "host: ::1"}) + ", " + more + pick({"", ", use: wan"}) +
           (at > 1 ? pick({"", "", ", family: any, address: all", ", family: both"}) : "") +
           (at > 2 ? pick({"", ", parent: t0"}) : "") + "}\n";
  }
  return out + "groups:\n  - {name: 'g: 1', parent: t1, targets: ['192.0.2.7', {host: a, name: 'n \"1\\'}]}\n";
}

}  // namespace

TEST_CASE("the dump of the shipped configurations means the same") {
  const std::filesystem::path folder = std::filesystem::path(REACHD_SOURCE_DIR) / "config";
  check_dump(load(folder / "reachd.yaml"));
  check_dump(load(folder / "reachd.full.yaml"));
}

TEST_CASE("the dump of generated configurations means the same") {
  std::mt19937 random(20261124);
  for (int round = 0; round < 200; ++round) {
    const workspace here;
    const std::string text = draw(random);
    CAPTURE(text);
    check_dump(here.load(text));
  }
}

TEST_CASE("a dump says everything, one target a line") {
  const workspace here;
  const std::string text =
      check_dump(here.load("defaults: {timeout: 7s}\ntargets: [{host: a, parent: b, labels: {x: y}}, 'tcp://b:1', b]"));
  CHECK(
      text.find("web:\n  lifecycle: false\nlog: {level: info, format: logfmt}\ntargets:\n"
                "  - {name: a, host: a, probe: icmp, interval: 1s, timeout: 7s, retry: 1s, down_after: 3, up_after: 2, "
                "paused: false, parent: b, labels: {x: \"y\"}}\n"
                "  - {name: \"tcp://b:1\", host: b, probe: tcp, port: 1, interval") != std::string::npos);
}

}  // namespace reachd::config
