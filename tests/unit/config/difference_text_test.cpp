// SPDX-License-Identifier: Apache-2.0
#include "config/difference_text.hpp"

#include "workspace.hpp"

namespace reachd::config {
namespace {

difference_text between(const std::string& was, const std::string& is) {
  const workspace here;
  const auto before = here.load(was);
  const auto after = here.load(is);
  CAPTURE(render(before.problems) + render(after.problems));
  REQUIRE((before.ok() && after.ok()));
  return describe_difference(before.value, after.value);
}

}  // namespace

TEST_CASE("what is the same has no lines") {
  const auto same = between("targets: [a, {name: b, host: c, labels: {x: y}}]",
                            "defaults: {labels: {x: y}}\ntargets: [{name: b, host: c}, {host: a, labels: ~}]");
  CHECK(same.lines.empty());
  CHECK(same.summary == "+0 \u22120 ~0 =2");
}

TEST_CASE("targets that go, come and change") {
  const auto got =
      between("targets: [a, b, {name: c, host: x, labels: {k: 1, l: 1}}, d]",
              "targets: [b, n, {name: c, host: x, interval: 2s, down_after: 4, paused: true, labels: {l: 2, m: 3}}, "
              "{host: d, parent: b, up_after: 3}]");
  CHECK(got.lines ==
        "- a\n+ n\n"
        "~ c: interval 1s → 2s, timeout 1s → 2s, retry 1s → 2s, down_after 3 → 4, paused false → true, "
        "labels.k \"1\" → none, labels.l \"1\" → \"2\", labels.m none → \"3\"\n"
        "~ d: up_after 2 → 3, parent none → b\n");
  CHECK(got.summary == "+1 \u22121 ~2 =1");
}

TEST_CASE("what an icmp target sends") {
  const auto got = between("targets: [{name: a, host: x, ttl: 3}]", "targets: [{name: a, host: x, ttl: 4, df: true}]");
  CHECK(got.lines == "~ a: icmp {size: 56, ttl: 3} → {size: 56, ttl: 4, df: true}\n");
  CHECK(between("targets: [{name: a, host: x}]", "targets: [{name: a, host: x, ttl: 4}]").lines ==
        "~ a: icmp {} → {size: 56, ttl: 4}\n");
}

TEST_CASE("a rename, a group, and a host that is another") {
  CHECK(between("targets: [{name: a, host: x}]", "groups: [{name: g, targets: [{name: b, host: x}]}]").lines ==
        "~ b: name a → b, group none → g\n");
  CHECK(between("targets: [{name: a, host: x}]", "targets: [{name: a, host: y}]").lines == "- a\n+ a\n");
}

TEST_CASE("what is not of a target") {
  const auto got = between("targets: [a]",
                           "web: {listen: '[::1]:80', lifecycle: true}\nlog: {level: debug, format: json}\n"
                           "uplink: {targets: a}\ntargets: [a]");
  CHECK(got.lines ==
        "~ web.listen: default → [[::1]:80]\n~ web.lifecycle: false → true\n~ log.level: info → debug\n"
        "~ log.format: logfmt → json\n~ uplink: default → [a]\n");
  CHECK(got.summary == "+0 \u22120 ~0 =1");
  CHECK(between("uplink: off\ntargets: [a]", "targets: [a]").lines == "~ uplink: off → default\n");
}

TEST_CASE("what may be probed for others is told module by module") {
  const std::string on = "blackbox: {allow: [192.0.2.0/24], modules: {a: {probe: icmp}, 'b c': {probe: tcp}}}\n";
  const std::string off = "targets: [a]";
  CHECK(between(off, on + off).lines ==
        "~ blackbox.allow: - → [\"192.0.2.0/24\"]\n~ blackbox.modules.a: - → {probe: icmp, family: any}\n"
        "~ blackbox.modules.\"b c\": - → {probe: tcp, family: any}\n");
  CHECK(between(on + off, on + off).lines.empty());
  const std::string other =
      "blackbox: {allow: [192.0.2.0/24, {net: '::1', ports: 9}], modules: {'b c': {probe: tcp, timeout: 2s}}}\n";
  CHECK(between(on + off, other + off).lines ==
        "~ blackbox.allow: [\"192.0.2.0/24\"] → [\"192.0.2.0/24\", {net: \"::1/128\", ports: [9]}]\n"
        "~ blackbox.modules.a: {probe: icmp, family: any} → -\n"
        "~ blackbox.modules.\"b c\": {probe: tcp, family: any} → {probe: tcp, timeout: 2s, family: any}\n");
}

}  // namespace reachd::config
