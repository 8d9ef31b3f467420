// SPDX-License-Identifier: Apache-2.0
#include "config/probe_reader.hpp"

#include "workspace.hpp"

namespace reachd::config {
namespace {

template <typename Options>
const Options& only(const load_result& got) {
  CAPTURE(render(got.problems));
  REQUIRE(got.ok());
  const auto* const found = options::get<Options>(got.value.targets.front().asks);
  REQUIRE(found != nullptr);
  return *found;
}

}  // namespace

TEST_CASE("a tcp target without options asks for nothing more") {
  const workspace here;
  const auto got = here.load("targets: ['tcp://a:1', 192.0.2.1]");
  REQUIRE(got.ok());
  for (const target_settings& one : got.value.targets) CHECK(one.asks.index() == 0);
}

TEST_CASE("the options of tcp") {
  const workspace here;
  const auto full = here.load("targets: [{url: 'tcp://a:1', tcp: {starttls: imap, send: \"a\\r\\n\", expect: ^b}}]");
  const auto& how = only<options::tcp>(full);
  CHECK(how.upgrade == options::starttls::imap);
  CHECK(how.tls.has_value());
  CHECK(how.send == "a\r\n");
  CHECK(how.expect->text() == "^b");
  CHECK(only<options::tcp>(here.load("targets: [{url: 'tcp://a:1', tcp: {tls: {}}}]")).tls.has_value());
}

TEST_CASE("the options of exec: arguments as they are, and no host is needed") {
  const workspace here;
  here.write("token", "canary");
  const auto got = here.load(
      "targets: [{name: a, probe: exec, exec: {command: [x, '$HOME', 'a b', ''], env: {A: 1, B: {file: token}}, "
      "max_output: 9}}]");
  const auto& how = only<options::exec>(got);
  CHECK(how.command == std::vector<std::string>{"x", "$HOME", "a b", ""});
  REQUIRE(how.environment.size() == 2);
  CHECK(how.environment[1].second.value == "canary");
  CHECK(how.max_output_bytes == 9);
  CHECK(got.value.targets.front().host.empty());
  CHECK(got.value.targets.front().interval == std::chrono::seconds(30));
}

TEST_CASE("the options of dns, and its server") {
  const workspace here;
  const auto got = here.load(
      "targets: [{name: a, probe: dns, dns: {server: '[2001:db8::53]:5353', name: x.test, type: soa, tcp: true, "
      "expect: {rcode: [NOERROR, nxdomain], answer: a}}}]");
  const auto& how = only<options::dns>(got);
  CHECK(how.name == "x.test");
  CHECK(how.type == 6);
  CHECK(how.tcp);
  CHECK(how.rcodes == std::vector<std::uint16_t>{0, 3});
  CHECK(how.answer->text() == "a");
  CHECK(got.value.targets.front().host == "2001:db8::53");
  CHECK(got.value.targets.front().port == 5353);
  const auto by_host = here.load("targets: [{host: 192.0.2.53, probe: dns, dns: {name: x.test}}]");
  CHECK(only<options::dns>(by_host).type == 1);
  CHECK(by_host.value.targets.front().port == 53);
}

TEST_CASE("a server of the defaults is that of all, but for who names its own") {
  const workspace here;
  const auto got = here.load(
      "defaults: {probe: dns, dns: {server: 192.0.2.53, name: x.test}}\n"
      "targets: [{name: a}, {name: b, dns: {server: 'ns.test:5353'}}, {host: 192.0.2.54}]");
  REQUIRE(got.ok());
  CHECK(got.value.targets[0].host == "192.0.2.53");
  CHECK(got.value.targets[1].host == "ns.test");
  CHECK(got.value.targets[1].port == 5353);
  CHECK(got.value.targets[2].host == "192.0.2.54");
}

TEST_CASE("targets of the same levels share their options, and a problem in them is told once") {
  const workspace here;
  const auto got = here.load("defaults: {tcp: {expect: a}}\ntargets: ['tcp://a:1', 'tcp://b:1']");
  REQUIRE(got.ok());
  using shared = std::shared_ptr<const options::tcp>;
  CHECK(std::get<shared>(got.value.targets[0].asks) == std::get<shared>(got.value.targets[1].asks));
  const auto each = here.load(
      "groups:\n  - {name: g, tcp: {expect: g}, targets: ['tcp://a:1']}\n  - {name: h, tcp: {expect: h}, targets: "
      "['tcp://b:1']}\ntargets: [{url: 'tcp://c:1', tcp: {expect: c}}, {url: 'tcp://d:1', tcp: {expect: d}}]");
  REQUIRE(each.ok());
  std::string expected;
  for (const auto& one : each.value.targets) expected += options::get<options::tcp>(one.asks)->expect->text();
  CHECK(expected == "ghcd");
  const auto wrong = here.load("defaults: {tcp: {tls: {ca: none}}}\ntargets: ['tcp://a:1', 'tcp://b:1']");
  CHECK(wrong.problems.size() == 1);
}

}  // namespace reachd::config
