// SPDX-License-Identifier: Apache-2.0
#include "config/merge.hpp"

#include <chrono>
#include <deque>

#include "workspace.hpp"

namespace reachd::config {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

/// The target that levels, the least specific first, amount to.
struct merged {
  explicit merged(std::initializer_list<const char*> texts) {
    std::vector<const section_values*> path;
    for (const char* text : texts) {
      const parsed& got = sources.emplace_back(text);
      path.push_back(&values.emplace_back(read_section(*got.content, 0, target_section, {}, list)));
    }
    if (auto done = merge(path, target, &trace); !done) refused = done.error().message;
    if (const auto found = find_parent(path)) {
      parent = std::string(found->from->text(found->at)) + (found->inherited ? ", inherited" : "");
    }
    REQUIRE(list.empty());
  }

  std::deque<parsed> sources;
  std::deque<section_values> values;
  problem_list list;
  target_settings target;
  /// "LEVEL: TEXT", "LEVEL: back" for a null, or "built in".
  std::string origin(target_key key) const {
    const value_origin& from = trace.of[key];
    if (from.level == value_origin::built_in) return "built in";
    const std::string text(sources[from.level].content->text(from.at));
    return std::to_string(from.level) + ": " + (from.null ? "back" : text);
  }

  merge_trace trace;
  std::string refused;
  std::string parent;
};

std::string contradiction(const char* text) {
  const parsed got(text);
  problem_list list;
  const auto own = read_section(*got.content, 0, target_section, {}, list);
  check_level(own, list);
  return first_of(list.take());
}

}  // namespace

TEST_CASE("built-in values hold where nothing is said") {
  const merged one{"{host: a}"};
  CHECK(one.target.probe == options::kind::icmp);
  CHECK(one.target.interval == 1s);
  CHECK(one.target.timeout == 1s);
  CHECK(one.target.retry == 1s);
  CHECK(one.target.down_after == 3);
  CHECK(one.target.up_after == 2);
  CHECK_FALSE(one.target.paused);
}

TEST_CASE("timeout and retry follow the interval, up to five seconds") {
  const merged longer{"{host: a, interval: 30s}"};
  CHECK(longer.target.timeout == 5s);
  CHECK(longer.target.retry == 5s);
  const merged shorter{"{host: a, interval: 200ms, timeout: 3s}"};
  CHECK(shorter.target.timeout == 3s);
  CHECK(shorter.target.retry == 200ms);
}

TEST_CASE("the more specific level wins, and null goes back to built-in") {
  const merged one{"{interval: 10s, up_after: 9}", "{interval: 20s, timeout: 7s}",
                   "{host: a, timeout: ~, up_after: ~}"};
  CHECK(one.target.interval == 20s);
  CHECK(one.target.timeout == 5s);
  CHECK(one.target.up_after == 2);
}

TEST_CASE("labels are merged over the levels and sorted") {
  using pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(merged{"{labels: {b: 1, a: 1}}", "{host: h, labels: {b: 2, c: 3}}"}.target.labels ==
        pairs{{"a", "1"}, {"b", "2"}, {"c", "3"}});
  CHECK(merged{"{labels: {a: 1}}", "{host: h, labels: ~}"}.target.labels.empty());
  CHECK(merged{"{labels: {a: 1, b: 1}}", "{host: h, labels: {a: ~}}"}.target.labels == pairs{{"b", "1"}});
}

TEST_CASE("the probe is what the most specific level says or implies") {
  CHECK(merged{"{host: a, port: 22}"}.target.probe == options::kind::tcp);
  CHECK(merged{"{url: 'tcp://db:5432'}"}.target.port == 5432);
  CHECK(merged{"{probe: icmp}", "{host: a, port: 22}"}.target.probe == options::kind::tcp);
  const merged icmp{"{port: 22}", "{host: a, probe: icmp}"};
  CHECK(icmp.target.probe == options::kind::icmp);
  CHECK(icmp.target.port == 0);
  CHECK(merged{"{probe: tcp, port: 443}", "{host: a}"}.target.port == 443);
  CHECK(merged{"{port: 443}", "{url: 'tcp://db:1'}"}.target.port == 1);
  CHECK(merged{"{probe: tcp, port: 443}", "{host: a, probe: ~, port: ~}"}.target.probe == options::kind::icmp);
}

TEST_CASE("a tcp probe needs a port, and a target a host") {
  CHECK(merged{"{host: a, probe: tcp}"}.refused == "a tcp probe without a port");
  CHECK(merged{"{probe: tcp, port: 1}", "{host: a, port: ~}"}.refused == "a tcp probe without a port");
  CHECK(merged{"{name: a}"}.refused == "a target without a host");
}

TEST_CASE("the parent is the most specific level's, and null removes an inherited one") {
  CHECK(merged{"{host: a}"}.parent.empty());
  CHECK(merged{"{parent: x}", "{parent: y}", "{host: a}"}.parent == "y, inherited");
  CHECK(merged{"{parent: x}", "{parent: y}", "{host: a, parent: z}"}.parent == "z");
  CHECK(merged{"{parent: x}", "{host: a, parent: x}"}.parent == "x");
  CHECK(merged{"{parent: x}", "{parent: y}", "{host: a, parent: ~}"}.parent.empty());
  CHECK(merged{"{parent: x}", "{parent: ~}", "{host: a}"}.parent.empty());
  CHECK(merged{"{parent: ~}", "{parent: y}", "{host: a}"}.parent == "y, inherited");
}

TEST_CASE("the trace tells where each value was written") {
  const merged one{"{port: 22, interval: 10s, timeout: 2s, parent: x, labels: {a: 1, b: 1}}",
                   "{host: h, interval: 20s, timeout: ~, up_after: 9, labels: {b: 2}}"};
  CHECK(one.origin(key_host) == "1: h");
  CHECK(one.origin(key_probe) == "0: 22");
  CHECK(one.origin(key_port) == "0: 22");
  CHECK(one.origin(key_interval) == "1: 20s");
  CHECK(one.origin(key_timeout) == "1: back");
  CHECK(one.origin(key_retry) == "built in");
  CHECK(one.origin(key_up_after) == "1: 9");
  CHECK(one.origin(key_parent) == "0: x");
  CHECK(one.trace.labels.at("a").level == 0);
  CHECK(one.trace.labels.at("b").level == 1);
}

TEST_CASE("the trace of a probe is what implied it") {
  CHECK(merged{"{host: a}"}.origin(key_probe) == "built in");
  CHECK(merged{"{probe: icmp}", "{host: a, port: 22}"}.origin(key_probe) == "1: 22");
  const merged url{"{probe: tcp, port: 1}", "{url: 'tcp://db:2'}"};
  for (const target_key key : {key_host, key_probe, key_port}) CHECK(url.origin(key) == "1: tcp://db:2");
  CHECK(merged{"{port: 443}", "{host: a, probe: ~}"}.origin(key_probe) == "0: 443");
  CHECK(merged{"{probe: tcp}", "{host: a, probe: ~}"}.origin(key_probe) == "1: back");
}

TEST_CASE("contradictions inside one level are refused at their key") {
  CHECK(contradiction("{host: a, probe: icmp, port: 1}") == "1:24 an icmp probe has no port");
  CHECK(contradiction("{url: 'tcp://a:1', host: a}").starts_with("1:20 'host' beside 'url'"));
  CHECK(contradiction("{url: 'tcp://a:1', port: 1}").starts_with("1:20 'port' beside 'url'"));
  CHECK(contradiction("{url: 'tcp://a:1', probe: icmp}").starts_with("1:20 'probe: icmp'"));
  CHECK(contradiction("{url: 'tcp://a:1', probe: tcp}").empty());
}

}  // namespace reachd::config
