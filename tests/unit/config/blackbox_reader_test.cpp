// SPDX-License-Identifier: Apache-2.0
#include "config/blackbox_reader.hpp"

#include "workspace.hpp"

namespace reachd::config {
namespace {

constexpr std::string_view allowed = "blackbox:\n  allow: [127.0.0.0/8]\n  modules:\n";

load_result load_module(const workspace& here, const std::string& line) {
  return here.load(std::string(allowed) + "    m: " + line + "\ntargets: [a]\n");
}
load_result load_rule(const workspace& here, const std::string& rule) {
  return here.load("blackbox:\n  modules: {m: {probe: icmp}}\n  allow: [" + rule + "]\ntargets: [a]\n");
}

}  // namespace

TEST_CASE("without the section there is nothing") {
  const workspace here;
  CHECK(here.load("targets: [a]\n").value.blackbox == nullptr);
  CHECK(here.load("blackbox: ~\ntargets: [a]\n").value.blackbox == nullptr);
}

TEST_CASE("modules hold what a target of that kind may") {
  const workspace here;
  const auto got = here.load(std::string(allowed) +
                             "    icmp: {probe: icmp, timeout: 2s, family: prefer_6}\n"
                             "    ssh: {probe: tcp, tcp: {expect: ^SSH}}\n"
                             "    http_2xx: {probe: http, http: {follow: 3}}\n"
                             "    zone: {probe: dns, dns: {name: example.org, type: SOA}}\ntargets: [a]\n");
  CAPTURE(render(got.problems));
  REQUIRE(got.ok());
  const options::blackbox& box = *got.value.blackbox;
  REQUIRE(box.modules.size() == 4);
  CHECK(box.find("icmp")->timeout == std::chrono::seconds(2));
  CHECK(box.find("icmp")->family == options::family_choice::prefer_ipv6);
  CHECK(box.find("ssh")->timeout == core::nanoseconds::zero());
  CHECK(options::get<options::tcp>(box.find("ssh")->asks)->expect->text() == "^SSH");
  CHECK(options::get<options::http>(box.find("http_2xx")->asks)->follow == 3);
  CHECK(options::get<options::dns>(box.find("zone")->asks)->type == 6);
  CHECK(box.allow.permits(core::address::parse("127.9.9.9").value(), 1));
}

TEST_CASE("an icmp module has the keys of an icmp target, but for bursts") {
  const workspace here;
  const auto got = load_module(here, "{probe: icmp, size: 1400, df: true, ttl: 3, dscp: EF, mark: 7, interface: lo}");
  CAPTURE(render(got.problems));
  REQUIRE(got.ok());
  const auto* const asked = options::get<options::icmp>(got.value.blackbox->find("m")->asks);
  REQUIRE(asked != nullptr);
  CHECK(*asked ==
        options::icmp{.size = 1400, .ttl = 3, .dscp = 46, .dont_fragment = true, .interface = "lo", .mark = 7});
  const auto sourced = load_module(here, "{probe: icmp, source: '::1'}");
  CHECK(sourced.value.blackbox->find("m")->family == options::family_choice::ipv6);
  const auto first = [&here](const std::string& line) { return first_of(load_module(here, line).problems); };
  CHECK(first("{probe: icmp, source: '::1', family: 4}").find("'family' wants another") != std::string::npos);
  CHECK(first("{probe: icmp, burst: {count: 2}}").find("'burst' cannot be set") != std::string::npos);
  CHECK(first("{probe: tcp, ttl: 3}") == "4:21 'ttl' in a module that probes by tcp");
}

TEST_CASE("rules of networks, and of networks with ports") {
  const workspace here;
  const auto got =
      load_rule(here, "192.0.2.0/24, {net: '2001:db8::/32', ports: [443, 8000-8099]}, {net: ::1, ports: 9}");
  CAPTURE(render(got.problems));
  REQUIRE(got.ok());
  const auto& rules = got.value.blackbox->allow.rules;
  REQUIRE(rules.size() == 3);
  CHECK(rules[0].ports.empty());
  CHECK(rules[1].ports == std::vector<options::port_range>{{443, 443}, {8000, 8099}});
  CHECK(rules[2].net.to_string() == "::1/128");
}

TEST_CASE("what is wrong with a rule is told where it stands") {
  const workspace here;
  const auto first = [&here](const std::string& rule) { return first_of(load_rule(here, rule).problems); };
  CHECK(first("192.0.2.1/24").starts_with("3:11 'allow' takes networks, and '192.0.2.1/24' is no network"));
  CHECK(first("{net: x}").starts_with("3:17 'net' takes networks"));
  CHECK(first("{net: ::1, ports: [0]}").starts_with("3:30 'ports' must hold ports or ranges"));
  CHECK(first("{net: ::1, ports: []}") == "3:22 'ports' is empty");
  CHECK(first("{ports: [1]}") == "3:11 a rule of 'allow' without a network");
  CHECK(first("[::1]").find("a rule of 'allow' must be text or a map") != std::string::npos);
  CHECK(first("").find("'blackbox' without 'allow'") != std::string::npos);
}

TEST_CASE("what is wrong with a module is told where it stands") {
  const workspace here;
  const auto first = [&here](const std::string& line) { return first_of(load_module(here, line).problems); };
  CHECK(first("{timeout: 1s}") == "4:8 module 'm' without a probe");
  CHECK(first("{probe: exec}").find("'probe' must be one of icmp, tcp, http, dns") != std::string::npos);
  CHECK(first("{probe: icmp, tcp: {}}") == "4:22 'tcp' in a module that probes by icmp");
  CHECK(first("{probe: icmp, interval: 1s}") == "4:22 'interval' cannot be set in module 'm'");
  CHECK(first("{probe: dns}") == "4:8 module 'm' has no name to ask for");
  CHECK(first("{probe: dns, dns: {name: a, server: b}}").find("'server' in a module") != std::string::npos);
  CHECK(first("{probe: http, http: {fallow: 1}}").find("unknown key 'fallow'") != std::string::npos);
  CHECK(first("icmp") == "4:8 module 'm' must be a map of keys to values, not 'icmp'");
  CHECK(first_of(here.load("blackbox: {allow: [::1]}\ntargets: [a]\n").problems).find("without 'modules'") !=
        std::string::npos);
}

}  // namespace reachd::config
