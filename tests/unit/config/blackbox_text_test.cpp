// SPDX-License-Identifier: Apache-2.0
#include "config/blackbox_text.hpp"

#include "config/dump.hpp"
#include "workspace.hpp"

namespace reachd::config {

TEST_CASE("the section is written as it reads back, and without its secrets") {
  const workspace here;
  here.write("token", "hunter2\n");
  const auto first = here.load(
      "blackbox:\n  allow: [192.0.2.0/24, {net: '::1', ports: [1, 5-7]}]\n"
      "  modules:\n    icmp: {probe: icmp}\n    far: {probe: icmp, ttl: 3, size: 99}\n    'a b': {probe: http, "
      "timeout: 1.5s, family: 4, http: "
      "{auth: {bearer: {file: token}}, expect: {status: 204}}}\ntargets: [a]\n");
  CAPTURE(render(first.problems));
  REQUIRE(first.ok());
  const std::string text = blackbox_text(*first.value.blackbox);
  CAPTURE(text);
  CHECK(text.find("hunter2") == std::string::npos);
  CHECK(text.find("{net: \"::1/128\", ports: [1, 5-7]}") != std::string::npos);
  CHECK(text.find("\"a b\": {probe: http, timeout: 1s500ms, family: 4, http: {") != std::string::npos);
  CHECK(module_text(*first.value.blackbox->find("icmp")) == "{probe: icmp, family: any}");
  CHECK(module_text(*first.value.blackbox->find("far")) == "{probe: icmp, family: any, size: 99, ttl: 3}");
  const auto second = here.load(dump(first.value));
  CAPTURE(render(second.problems));
  REQUIRE(second.ok());
  CHECK(blackbox_text(*second.value.blackbox) == text);
  CHECK(second.value.blackbox->allow == first.value.blackbox->allow);
}

}  // namespace reachd::config
