// SPDX-License-Identifier: Apache-2.0
#include "config/difference.hpp"

#include <algorithm>
#include <chrono>

#include "config/load.hpp"
#include "workspace.hpp"

namespace reachd::config {
namespace {

settings read(const std::string& text) {
  const workspace here;
  load_result got = load(here.write("reachd.yaml", text));
  CAPTURE(render(got.problems));
  REQUIRE(got.ok());
  return std::move(got.value);
}

struct pair {
  settings before;
  settings after;
  difference found;

  pair(const std::string& was, const std::string& is)
      : before(read(was)), after(read(is)), found(compare(before, after)) {}

  /// The name before of what goes on as `name`; empty when that begins anew.
  std::string before_of(const std::string& name) const {
    for (const continued_target& each : found.continued) {
      if (after.targets[each.after].name == name) return before.targets[each.before].name;
    }
    return {};
  }
};

}  // namespace

TEST_CASE("what is the same is no difference, whatever its order, file or line") {
  const pair p("targets: [192.0.2.1, 192.0.2.2, tcp://192.0.2.3:80]",
               "# moved\ntargets:\n  - tcp://192.0.2.3:80\n  - 192.0.2.2\n  - 192.0.2.1\n");
  CHECK(p.found.summary() == "+0 \u22120 ~0 =3");
  CHECK(p.before_of("192.0.2.1") == "192.0.2.1");
}

TEST_CASE("targets come and go by name") {
  const pair p("targets: [192.0.2.1, 192.0.2.2, 192.0.2.3]", "targets: [192.0.2.2, 192.0.2.4, 192.0.2.5]");
  CHECK(p.found.summary() == "+2 \u22122 ~0 =1");
  CHECK(p.found.removed == std::vector<std::uint32_t>{0, 2});
  CHECK(p.found.added == std::vector<std::uint32_t>{1, 2});
}

TEST_CASE("timings, counts, pause, labels and parent may change") {
  const std::string was = "targets: [{name: a, host: 192.0.2.1}, {name: b, host: 192.0.2.2}]";
  for (const char* key :
       {"interval: 2s", "timeout: 100ms", "retry: 500ms", "down_after: 5", "up_after: 1", "paused: true"}) {
    const pair p(was, std::string("targets: [{name: a, host: 192.0.2.1, ") + key + "}, {name: b, host: 192.0.2.2}]");
    CAPTURE(key);
    CHECK(p.found.summary() == "+0 \u22120 ~1 =1");
    CHECK(p.found.continued.front().replanned);
    CHECK_FALSE(p.found.continued.front().relabelled);
  }
  const pair labelled(was, "targets: [{name: a, host: 192.0.2.1, labels: {site: x}}, {name: b, host: 192.0.2.2}]");
  CHECK(labelled.found.continued.front().relabelled);
  CHECK_FALSE(labelled.found.continued.front().replanned);
  const pair grouped(was, "groups: [{name: g, targets: [{name: a, host: 192.0.2.1}, {name: b, host: 192.0.2.2}]}]");
  CHECK(grouped.found.summary() == "+0 \u22120 ~2 =0");
  const pair child(was, "targets: [{name: a, host: 192.0.2.1}, {name: b, host: 192.0.2.2, parent: a}]");
  CHECK(child.found.continued.back().reparented);
  CHECK(child.found.summary() == "+0 \u22120 ~1 =1");
}

TEST_CASE("a parent that only moved in the file is the same parent") {
  const pair p("targets: [{name: a, host: 192.0.2.1}, {name: b, host: 192.0.2.2, parent: a}]",
               "targets: [192.0.2.9, {name: b, host: 192.0.2.2, parent: a}, {name: a, host: 192.0.2.1}]");
  CHECK(p.found.summary() == "+1 \u22120 ~0 =2");
}

TEST_CASE("another host, port or probe under the same name begins anew") {
  const std::string was = "targets: [{name: a, url: 'tcp://192.0.2.1:80'}]";
  for (const char* is : {"url: 'tcp://192.0.2.2:80'", "url: 'tcp://192.0.2.1:81'", "host: 192.0.2.1"}) {
    CHECK(pair(was, std::string("targets: [{name: a, ") + is + "}]").found.summary() == "+1 \u22121 ~0 =0");
  }
}

TEST_CASE("another family of a name is another target, of a literal it is the same one") {
  const auto with = [](const std::string& host, const char* family) {
    return "targets: [{host: " + host + ", probe: tcp, port: 1, family: " + family + "}]";
  };
  CHECK(pair(with("a", "any"), with("a", "4")).found.summary() == "+1 \u22121 ~0 =0");
  CHECK(pair(with("a", "6"), with("a", "4")).found.summary() == "+1 \u22121 ~0 =0");
  CHECK(pair(with("192.0.2.1", "any"), with("192.0.2.1", "4")).found.summary() == "+0 \u22120 ~1 =0");
  const pair renamed("targets: [{name: a4, host: a, family: 4}, {name: a6, host: a, family: 6}]",
                     "targets: [{name: b6, host: a, family: 6}, {name: b4, host: a, family: 4}]");
  CHECK(renamed.before_of("b4") == "a4");
  CHECK(renamed.before_of("b6") == "a6");
}

TEST_CASE(
    "a name that comes to several targets, or to one, is another target, and another one that takes a part is told") {
  const std::string first = "targets: [{host: a, address: first}]", all = "targets: [{host: a, address: all}]";
  CHECK(pair(first, all).found.summary() == "+1 \u22121 ~0 =0");
  CHECK(pair(all, "targets: [{host: a, family: both}]").found.summary() == "+1 \u22121 ~0 =0");
  CHECK(pair(all, "targets: [{host: a, address: all, timeout: 100ms}]").found.summary() == "+0 \u22120 ~1 =0");
  CHECK(pair("targets: [192.0.2.1]", "targets: [{host: 192.0.2.1, address: all}]").found.summary() ==
        "+0 \u22120 ~1 =0");
  const pair taken(all, "targets: [{host: a, address: all}, {name: a/192.0.2.1, host: 192.0.2.1}]");
  CHECK(taken.found.summary() == "+1 \u22120 ~1 =0");
  CHECK(taken.found.continued.at(0).replanned);
}

TEST_CASE("a new name for the same host is a rename, once for each that is gone") {
  const pair p("targets: [{name: a, host: 192.0.2.1}, {name: b, host: 192.0.2.2}]",
               "targets: [{name: c, host: 192.0.2.1}, {name: d, host: 192.0.2.1}, {name: b, host: 192.0.2.2}]");
  CHECK(p.found.summary() == "+1 \u22120 ~1 =1");
  CHECK(p.before_of("c") == "a");
  CHECK(p.before_of("d").empty());
}

TEST_CASE("many renames on one host, where only the port tells them apart, take no longer than on many hosts") {
  constexpr std::uint16_t count = 50'000;
  settings before, after;
  before.targets.resize(count);
  for (std::uint16_t at = 0; at < count; ++at) {
    before.targets[at].probe = options::kind::tcp;
    before.targets[at].host = "192.0.2.1";
    before.targets[at].port = static_cast<std::uint16_t>(at + 1);
  }
  after.targets = before.targets;
  std::ranges::reverse(after.targets);
  for (std::uint16_t at = 0; at < count; ++at) {
    before.targets[at].name = "a" + std::to_string(at);
    after.targets[at].name = "b" + std::to_string(at);
  }
  const auto begun = std::chrono::steady_clock::now();
  const difference found = compare(before, after);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(2));
  CHECK(found.summary() == "+0 \u22120 ~50000 =0");
}

TEST_CASE("names that are swapped are no renames: each name has another host now") {
  const pair p("targets: [{name: a, host: 192.0.2.1}, {name: b, host: 192.0.2.2}]",
               "targets: [{name: a, host: 192.0.2.2}, {name: b, host: 192.0.2.1}]");
  CHECK(p.found.summary() == "+2 \u22122 ~0 =0");
}

TEST_CASE("a host that stays under its old name lends its series to no other") {
  const pair p("targets: [{name: a, host: 192.0.2.1}]",
               "targets: [{name: b, host: 192.0.2.1}, {name: a, host: 192.0.2.1}]");
  CHECK(p.found.summary() == "+1 \u22120 ~0 =1");
  CHECK(p.before_of("a") == "a");
}

TEST_CASE("what a probe asks may change under its name, and is what a new name continues") {
  const std::string was = "targets: ['https://a.test/x', {url: 'https://a.test/y', name: y, http: {follow: 1}}]";
  const pair same(was, was);
  CHECK(same.found.summary() == "+0 \u22120 ~0 =2");
  const pair changed(was, "targets: ['https://a.test/x', {url: 'https://a.test/y', name: y, http: {follow: 2}}]");
  CHECK(changed.found.summary() == "+0 \u22120 ~1 =1");
  CHECK(changed.before_of("y") == "y");
  const pair renamed(
      was, "targets: [{url: 'https://a.test/y', name: p, http: {follow: 1}}, {url: 'https://a.test/x', name: q}]");
  CHECK(renamed.before_of("p") == "y");
  CHECK(renamed.before_of("q") == "https://a.test/x");
  const pair other(was, "targets: ['https://a.test/x', {url: 'https://a.test/z', name: z}]");
  CHECK(other.before_of("z").empty());
}

TEST_CASE("thousands of programs that are renamed are told apart quickly") {
  std::string was = "targets:\n";
  std::string is = "targets:\n";
  for (int at = 0; at < 5'000; ++at) {
    const std::string number = std::to_string(at);
    was += "  - {name: a" + number + ", probe: exec, exec: {command: [x, \"" + number + "\"]}}\n";
    is += "  - {name: b" + number + ", probe: exec, exec: {command: [x, \"" + number + "\"]}}\n";
  }
  const pair p(was, is);
  CHECK(p.found.summary() == "+0 \u22120 ~5000 =0");
  CHECK(p.before_of("b4321") == "a4321");
}

}  // namespace reachd::config
