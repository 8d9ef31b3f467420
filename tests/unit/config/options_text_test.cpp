// SPDX-License-Identifier: Apache-2.0
#include "config/options_text.hpp"

#include "config/dump.hpp"
#include "config/shown.hpp"
#include "workspace.hpp"

namespace reachd::config {
namespace {

std::string yaml_of(const workspace& here, const std::string& targets) {
  const auto got = here.load("targets: [" + targets + "]");
  CAPTURE(render(got.problems));
  REQUIRE(got.ok());
  const auto& yaml = got.value.targets.front().asks_yaml;
  return yaml == nullptr ? "none" : *yaml;
}

}  // namespace

TEST_CASE("options are shown with what is built in, and only where something is said") {
  const workspace here;
  CHECK(yaml_of(here, "'https://a/'") == "none");
  CHECK(yaml_of(here, "{url: 'https://a/', http: {method: PUT, expect: {status: [200, 400-404]}}}") ==
        "{method: PUT, follow: 0, expect: {status: [200, 400-404]}, http2: true, max_bytes: 1048576}");
  CHECK(yaml_of(here, "{url: 'tcp://a:1', tcp: {send: \"a\\r\\n\\\"\\\\\", tls: {}}}") ==
        R"({tls: {insecure: false}, starttls: none, send: "a\x0d\n\"\\"})");
}

TEST_CASE("a secret is shown as where it is, a file by its whole path") {
  const workspace here;
  here.write("token", "canary");
  const std::string text = yaml_of(
      here, "{url: 'https://a/', http: {auth: {bearer: {file: token}}, headers: {A: {file: ./token}, B: '1'}}}");
  CHECK(text.find("canary") == std::string::npos);
  CHECK(text.find("auth: {bearer: {file: " + yaml_text(here.path("token")) + "}}") != std::string::npos);
  CHECK(text.find("headers: {A: {file: " + yaml_text(here.path("token")) + "}, B: \"1\"}") != std::string::npos);
}

TEST_CASE("values of JSON keep what they mean") {
  const workspace here;
  CHECK(yaml_of(here, "{url: 'https://a/', http: {expect: {json: {/a: 1, /b: '1', /c: ~, /d: ok, /e: true}}}}")
            .find("json: {\"/a\": 1, \"/b\": \"1\", \"/c\": null, \"/d\": ok, \"/e\": true}") != std::string::npos);
}

TEST_CASE("the server of a dns probe is shown as its host and port") {
  const workspace here;
  const auto got = here.load("targets: [{name: z, probe: dns, dns: {server: '192.0.2.1:54', name: a}}]");
  REQUIRE(got.ok());
  CHECK(dump(got.value).find("host: 192.0.2.1, probe: dns, port: 54") != std::string::npos);
  CHECK(dump(got.value).find("server") == std::string::npos);
}

}  // namespace reachd::config
